import threading
import unittest
from concurrent.futures import ThreadPoolExecutor

import grpc
from google.protobuf.any_pb2 import Any
from google.rpc.error_details_pb2 import RetryInfo
from google.rpc.status_pb2 import Status
from grpc_status import rpc_status

from voicemedia import SERVICE_CONFIG, follow
from voicemedia.v1.webhook_events_pb2 import (
    EventFilter,
    Share,
    SubscribeRequest,
    SubscribeResponse,
)
from voicemedia.v1.webhook_events_pb2_grpc import (
    WebhookEventsServiceServicer,
    WebhookEventsServiceStub,
    add_WebhookEventsServiceServicer_to_server,
)

UNAVAILABLE = grpc.StatusCode.UNAVAILABLE
DATA_LOSS = grpc.StatusCode.DATA_LOSS


class Gateway(WebhookEventsServiceServicer):
    def __init__(self, *acts):
        self.acts = list(acts)
        self.requests = []

    def Subscribe(self, request, context):
        self.requests.append(request)
        end, messages = self.acts.pop(0)
        yield from messages
        if callable(end):
            end(context)
        elif end is not None:
            context.abort(end, "scripted")

    @property
    def started_at(self):
        return [request.after for request in self.requests]


class Memory:
    def __init__(self):
        self.cursors = []

    def cursor(self):
        return self.cursors[-1] if self.cursors else ""

    def save(self, message):
        self.cursors.append(message.cursor)


def message(cursor, kind="event"):
    message = SubscribeResponse(cursor=cursor)
    getattr(message, kind).SetInParent()
    return message


class FollowTest(unittest.TestCase):
    def follow(self, gateway, store, request=None, stop=None):
        """Follows until an error ends it; returns that and the pauses."""
        server = grpc.server(ThreadPoolExecutor(4))
        add_WebhookEventsServiceServicer_to_server(gateway, server)
        port = server.add_insecure_port("127.0.0.1:0")
        server.start()
        pauses = []
        try:
            with grpc.insecure_channel(
                f"127.0.0.1:{port}", [("grpc.service_config", SERVICE_CONFIG)]
            ) as channel:
                follow(
                    WebhookEventsServiceStub(channel),
                    store,
                    request,
                    stop=stop or Unhurried(),
                    on_reconnect=lambda error, pause: pauses.append(pause),
                )
            return None, pauses
        except grpc.RpcError as error:
            return error.code(), pauses
        finally:
            server.stop(None)

    def test_resumes_after_what_it_has_saved_until_a_person_must_decide(self):
        gateway = Gateway(
            (UNAVAILABLE, [message("c0", "opened"), message("c1"), message("c2")]),
            (UNAVAILABLE, []),
            (grpc.StatusCode.RESOURCE_EXHAUSTED, []),
            (None, [message("c3"), message("c4", "goodbye")]),
            (grpc.StatusCode.OUT_OF_RANGE, []),
        )
        store = Memory()
        code, pauses = self.follow(gateway, store)

        self.assertEqual(code, grpc.StatusCode.OUT_OF_RANGE)
        self.assertEqual(gateway.started_at, ["", "c2", "c2", "c2", "c4"])
        self.assertTrue(gateway.requests[0].HasField("earliest"))
        self.assertEqual(store.cursors, ["c0", "c1", "c2", "c3", "c4"])
        self.assertEqual(len(pauses), 4)
        for pause, longest in zip(pauses, [0.1, 0.2, 0.4, 0.1]):
            self.assertTrue(longest / 2 <= pause <= longest, pauses)

    def test_saves_the_events_of_a_batch_one_by_one_and_asks_for_batches(self):
        batch = SubscribeResponse(cursor="c2")
        for cursor in ("c1", "c2"):
            batch.event_batch.events.add(cursor=cursor).event.id = cursor
        gateway = Gateway((DATA_LOSS, [message("c0", "opened"), batch, message("c3")]))
        store = Memory()
        self.follow(gateway, store)

        self.assertEqual(store.cursors, ["c0", "c1", "c2", "c3"])
        self.assertGreater(gateway.requests[0].max_batch, 1)

    def test_saves_the_cursor_of_every_message_whatever_it_is(self):
        # Whoever reads little has mostly these, and loses what they say if it resumes from before them.
        gateway = Gateway(
            (UNAVAILABLE, [message("c0", "opened"), message("c1", "checkpoint")]),
            (UNAVAILABLE, [message("c2", "gap")]),
            (UNAVAILABLE, [message("c3", "fell_behind")]),
            (UNAVAILABLE, [message("c4", "caught_up")]),
            (UNAVAILABLE, [SubscribeResponse(cursor="c5")]),  # not known to this client
            (DATA_LOSS, []),
        )
        store = Memory()
        code, _ = self.follow(gateway, store)

        self.assertEqual(code, DATA_LOSS)
        self.assertEqual(gateway.started_at, ["", "c1", "c2", "c3", "c4", "c5"])
        self.assertEqual(store.cursors, ["c0", "c1", "c2", "c3", "c4", "c5"])

    def test_keeps_its_share_whenever_it_reconnects(self):
        gateway = Gateway(
            (None, [message("c1"), message("c2", "goodbye")]),
            (grpc.StatusCode.INVALID_ARGUMENT, []),
        )
        request = SubscribeRequest(filter=EventFilter(share=Share(index=1, count=3)))
        code, _ = self.follow(gateway, Memory(), request)

        self.assertEqual(code, grpc.StatusCode.INVALID_ARGUMENT)
        self.assertEqual(gateway.started_at, ["", "c2"])
        for sent in gateway.requests:
            self.assertEqual(sent.filter.share, Share(index=1, count=3))

    def test_a_stream_that_only_opens_does_not_shorten_the_pause(self):
        opens = (UNAVAILABLE, [message("c0", "opened")])
        _, pauses = self.follow(Gateway(opens, opens, opens, (DATA_LOSS, [])), Memory())
        self.assertEqual(len(pauses), 3)
        self.assertGreaterEqual(pauses[2], 0.2)

    def test_waits_as_long_as_retry_info_asks(self):
        detail = Any()
        detail.Pack(RetryInfo(retry_delay={"seconds": 7}))
        status = Status(code=grpc.StatusCode.RESOURCE_EXHAUSTED.value[0], details=[detail])
        busy = lambda context: context.abort_with_status(rpc_status.to_status(status))
        _, pauses = self.follow(Gateway((busy, []), (DATA_LOSS, [])), Memory())
        self.assertEqual(pauses, [7])

    def test_a_silent_gateway_is_left(self):
        gateway = Gateway((silence, [message("c1")]), (DATA_LOSS, []))
        request = SubscribeRequest(heartbeat_interval={"nanos": 50_000_000})
        code, _ = self.follow(gateway, Memory(), request)
        self.assertEqual(gateway.started_at, ["", "c1"])
        self.assertEqual(code, DATA_LOSS)

    def test_the_stores_error_ends_it(self):
        class Full(Memory):
            def save(self, message):
                raise OSError("disk full")

        with self.assertRaises(OSError):
            self.follow(Gateway((None, [message("c1")])), Full())

    def test_ends_at_the_head_if_asked_to(self):
        store = Memory()
        gateway = Gateway((None, [message("c1"), message("c2", "caught_up")]))
        code, pauses = self.follow(gateway, store, SubscribeRequest(stop_at_head=True))
        self.assertEqual((code, pauses, store.cursors), (None, [], ["c1", "c2"]))

    def test_stops_while_it_waits_for_messages(self):
        stop = threading.Event()

        class Stopping(Memory):
            def save(self, message):
                super().save(message)
                stop.set()

        code, pauses = self.follow(Gateway((silence, [message("c1")])), Stopping(), stop=stop)
        self.assertEqual((code, pauses), (None, []))


def silence(context):
    ended = threading.Event()
    context.add_callback(ended.set)
    ended.wait(30)


class Unhurried(threading.Event):
    """Never set; pauses between streams take no time."""

    def wait(self, timeout=None):
        return super().wait(0 if threading.current_thread().name != "voicemedia-watch" else timeout)


if __name__ == "__main__":
    unittest.main()
