"""A consumer of the event feed that survives whatever ends a stream."""

import random
import threading
import time
from collections.abc import Callable
from typing import Protocol

import grpc
from google.rpc.error_details_pb2 import RetryInfo
from grpc_status import rpc_status

from voicemedia.v1.webhook_events_pb2 import SubscribeRequest, SubscribeResponse
from voicemedia.v1.webhook_events_pb2_grpc import WebhookEventsServiceStub

_SHORTEST_DELAY = 0.1
_LONGEST_DELAY = 10.0
_DEFAULT_HEARTBEAT = 15.0
# Heartbeats that may fail to arrive before a stream counts as dead.
_MISSED_HEARTBEATS = 3
# Events at a time, as a replay has them: a message for each would cost more.
_MAX_BATCH = 256

# Where nothing changes by itself: a person has to decide.
_FINAL = {
    grpc.StatusCode.INVALID_ARGUMENT,
    grpc.StatusCode.OUT_OF_RANGE,
    grpc.StatusCode.DATA_LOSS,
    grpc.StatusCode.PERMISSION_DENIED,
    grpc.StatusCode.UNAUTHENTICATED,
    grpc.StatusCode.NOT_FOUND,
    grpc.StatusCode.FAILED_PRECONDITION,
    grpc.StatusCode.UNIMPLEMENTED,
}


class CursorStore(Protocol):
    """Keeps the place in the feed that a consumer has reached. Called by one thread."""

    def cursor(self) -> str:
        """Returns the cursor that was saved last, or "" if there is none yet."""
        ...

    def save(self, message: SubscribeResponse) -> None:
        """Stores the message's cursor and, if the message has an event, the work that the event
        leads to, in one transaction. Each event is then handled once, whatever crashes. Events
        that come in a batch are saved one by one. What it raises ends ``follow``."""
        ...


def follow(
    stub: WebhookEventsServiceStub,
    store: CursorStore,
    request: SubscribeRequest | None = None,
    *,
    stop: threading.Event | None = None,
    on_reconnect: Callable[[grpc.RpcError | None, float], None] | None = None,
) -> None:
    """Passes every message of the feed to the store, and opens another stream after the store's
    cursor whenever one ends: after Goodbye, after a lost connection, and after three heartbeats
    that did not arrive. Pauses grow from 100 ms to 10 s and shrink again once messages arrive; a
    RetryInfo lengthens them.

    The request is sent when a stream is opened. Its start applies only while the store has no
    cursor; without one, that is the oldest stored event. Not given: all events.

    ``on_reconnect`` is called before each pause with the error, or None if the gateway ended the
    stream with OK, as it does after Goodbye, and with the pause in seconds.

    Returns when ``stop`` is set, and at the head of the log if the request has stop_at_head. Raises
    what the store raises, and ``grpc.RpcError`` where a person must decide, as with CURSOR_EXPIRED
    or CURSOR_FOREIGN.
    """
    template = request if request is not None else SubscribeRequest()
    _Follower(stub, store, template, stop or threading.Event(), on_reconnect).run()


class _Follower:
    def __init__(self, stub, store, template, stop, on_reconnect):
        self._stub = stub
        self._store = store
        self._template = template
        self._stop = stop
        self._on_reconnect = on_reconnect
        self._progressed = False
        heartbeat = _DEFAULT_HEARTBEAT
        if template.HasField("heartbeat_interval"):
            heartbeat = template.heartbeat_interval.ToTimedelta().total_seconds()
        self._longest_silence = _MISSED_HEARTBEATS * heartbeat

    def run(self) -> None:
        delay = _SHORTEST_DELAY
        while not self._stop.is_set():
            error = None
            self._progressed = False
            request = self._next_request()
            call = self._stub.Subscribe(request)
            try:
                if self._drain(call):
                    return
            except grpc.RpcError as e:
                if self._stop.is_set():
                    return
                if e.code() in _FINAL:
                    raise
                error = e
            if self._progressed:
                delay = _SHORTEST_DELAY
            pause = max(delay * random.uniform(0.5, 1), _retry_delay(error))
            if self._on_reconnect is not None:
                self._on_reconnect(error, pause)
            self._stop.wait(pause)
            delay = min(2 * delay, _LONGEST_DELAY)

    def _next_request(self) -> SubscribeRequest:
        request = SubscribeRequest()
        request.CopyFrom(self._template)
        cursor = self._store.cursor()
        if cursor:
            request.after = cursor
        elif request.WhichOneof("start") is None:
            request.earliest.SetInParent()
        if not request.max_batch:
            request.max_batch = _MAX_BATCH
        return request

    def _drain(self, call) -> bool:
        """Saves the messages of one stream; true at the head, if that is where to stop."""
        with _Watch(call, self._stop, self._longest_silence) as watch:
            while True:
                watch.awaiting()
                try:
                    message = next(call)
                except StopIteration:
                    return False
                finally:
                    watch.received()
                for each in _unpacked(message):
                    self._store.save(each)
                self._progressed |= message.WhichOneof("message") != "opened"
                if self._template.stop_at_head and message.HasField("caught_up"):
                    return True


def _unpacked(message: SubscribeResponse) -> list[SubscribeResponse]:
    """The events of a batch as messages of their own."""
    if not message.HasField("event_batch"):
        return [message]
    return [SubscribeResponse(cursor=stored.cursor, event=stored.event) for stored in message.event_batch.events]


class _Watch:
    """Cancels a stream when it is to stop, or when the gateway is silent for too long. A slow
    store is not a silent gateway: only the time in which a message is awaited counts."""

    def __init__(self, call, stop: threading.Event, longest_silence: float):
        self._call = call
        self._stop = stop
        self._longest_silence = longest_silence
        self._awaiting_since: float | None = None
        self._ended = False
        self._thread = threading.Thread(target=self._run, name="voicemedia-watch", daemon=True)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._ended = True
        self._call.cancel()

    def awaiting(self) -> None:
        self._awaiting_since = time.monotonic()

    def received(self) -> None:
        self._awaiting_since = None

    def _run(self) -> None:
        while not self._ended:
            if self._stop.wait(min(0.5, self._longest_silence / 4)):
                break
            since = self._awaiting_since
            if since is not None and time.monotonic() - since > self._longest_silence:
                break
        self._call.cancel()


def _retry_delay(error: grpc.RpcError | None) -> float:
    status = rpc_status.from_call(error) if error is not None else None
    for detail in status.details if status is not None else []:
        retry = RetryInfo()
        if detail.Unpack(retry):
            return retry.retry_delay.ToTimedelta().total_seconds()
    return 0.0
