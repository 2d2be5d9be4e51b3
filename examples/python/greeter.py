"""A service that greets callers: it records a call that was answered, speaks a greeting, plays a
file, and stops the recording. `greeter.py` runs it, `greeter.py report` prints what it has done."""

import base64
import hashlib
import json
import logging
import os
import signal
import sqlite3
import sys
import threading
import time

import grpc
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from grpc_status import rpc_status

import voicemedia
from voicemedia.v1 import media_actions_pb2 as actions
from voicemedia.v1.event_pb2 import EVENT_SOURCE_RECEIVED
from voicemedia.v1.media_actions_pb2_grpc import MediaActionsServiceStub
from voicemedia.v1.webhook_events_pb2 import EventFilter, SubscribeRequest
from voicemedia.v1.webhook_events_pb2_grpc import WebhookEventsServiceStub

ADDRESS = os.environ.get("VOICEMEDIA_ADDRESS", "127.0.0.1:50051")
DATABASE = os.environ.get("GREETER_DATABASE", "greeter.db")
AUDIO_URL = os.environ.get("GREETER_AUDIO_URL", "https://example.com/welcome.mp3")
DEADLINE_SECONDS = 3
# Not what was recovered: it has no signature, and comes too late for a greeting.
SIGNED = EventFilter(sources=[EVENT_SOURCE_RECEIVED])

log = logging.getLogger("greeter")


class Database:
    """What was done and what is to be done. Each thread opens its own."""

    def __init__(self):
        self._db = sqlite3.connect(DATABASE, timeout=10, isolation_level=None)
        self._db.executescript(
            """
            PRAGMA journal_mode = WAL;
            PRAGMA synchronous = FULL;
            CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY CHECK (one = 1), cursor TEXT NOT NULL);
            CREATE TABLE IF NOT EXISTS journal (
              number INTEGER PRIMARY KEY, event TEXT NOT NULL, type TEXT NOT NULL, call TEXT NOT NULL,
              verified INTEGER NOT NULL);
            CREATE TABLE IF NOT EXISTS commands (
              number INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, call TEXT NOT NULL,
              action TEXT NOT NULL, not_before REAL NOT NULL DEFAULT 0, outcome TEXT);
            """
        )

    # The cursor store of the feed.

    def cursor(self):
        row = self._db.execute("SELECT cursor FROM place").fetchone()
        return row[0] if row else ""

    def save(self, message):
        self._db.execute("BEGIN IMMEDIATE")
        try:
            if message.WhichOneof("message") == "event":
                self._handle(message.event)
            elif message.WhichOneof("message") == "gap":
                log.error("events have expired before they were read, up to %s", message.gap.up_to)
            self._db.execute("INSERT OR REPLACE INTO place VALUES (1, ?)", (message.cursor,))
            self._db.execute("COMMIT")
        except BaseException:
            self._db.execute("ROLLBACK")
            raise

    def _handle(self, event):
        verified = is_authentic(event.webhook)
        call = event.call_control_id
        self._db.execute(
            "INSERT INTO journal (event, type, call, verified) VALUES (?, ?, ?, ?)",
            (event.id, event.event_type, call, verified),
        )
        if not verified:
            log.error("%s: the signature does not verify", event.id)
            return
        match event.event_type, event.client_state:
            case "call.answered", _:
                self._enqueue(event, "record")
                self._enqueue(event, "greet")
            case "call.speak.ended", b"greeting":
                self._enqueue(event, "play")
            case "call.playback.ended", b"playing":
                self._enqueue(event, "stop-recording")

    def _enqueue(self, event, action):
        # The same id for each repeat, also after a crash: Telnyx ignores what it has executed.
        self._db.execute(
            "INSERT INTO commands (id, call, action) VALUES (?, ?, ?)",
            (f"{action}-{event.id}", event.call_control_id, action),
        )

    # The queue of commands.

    def next_command(self):
        return self._db.execute(
            "SELECT id, call, action FROM commands WHERE outcome IS NULL AND not_before <= ?"
            " ORDER BY number LIMIT 1",
            (time.time(),),
        ).fetchone()

    def done(self, command, outcome):
        self._db.execute("UPDATE commands SET outcome = ? WHERE id = ?", (outcome, command))

    def later(self, command, seconds):
        self._db.execute("UPDATE commands SET not_before = ? WHERE id = ?", (time.time() + seconds, command))

    def report(self):
        for event, kind, call, verified in self._db.execute(
            "SELECT event, type, call, verified FROM journal ORDER BY number"
        ):
            yield {"event": event, "type": kind, "call": call, "verified": bool(verified)}
        for command, call, action, outcome in self._db.execute(
            "SELECT id, call, action, outcome FROM commands ORDER BY number"
        ):
            yield {"command": command, "call": call, "action": action, "outcome": outcome or "pending"}


def public_keys():
    """The keys of TELNYX_PUBLIC_KEY by their ids."""
    raw = [base64.b64decode(key) for key in os.environ["TELNYX_PUBLIC_KEY"].split(",")]
    return {hashlib.sha256(key).hexdigest()[:16]: Ed25519PublicKey.from_public_bytes(key) for key in raw}


def is_authentic(webhook):
    key = KEYS.get(webhook.public_key_id)
    try:
        if key is not None:
            key.verify(webhook.signature, webhook.timestamp.encode() + b"|" + webhook.body)
        return key is not None
    except InvalidSignature:
        return False


def send(stub, command, call, action):
    match action:
        case "record":
            stub.StartRecording(
                actions.StartRecordingRequest(
                    call_control_id=call, command_id=command,
                    format=actions.RECORDING_FORMAT_MP3, channels=actions.RECORDING_CHANNELS_SINGLE),
                timeout=DEADLINE_SECONDS)
        case "greet":
            stub.Speak(
                actions.SpeakRequest(
                    call_control_id=call, command_id=command, client_state=b"greeting",
                    payload="Hello, and welcome.", voice="female"),
                timeout=DEADLINE_SECONDS)
        case "play":
            stub.StartPlayback(
                actions.StartPlaybackRequest(
                    call_control_id=call, command_id=command, client_state=b"playing",
                    audio_url=AUDIO_URL),
                timeout=DEADLINE_SECONDS)
        case "stop-recording":
            stub.StopRecording(
                actions.StopRecordingRequest(call_control_id=call, command_id=command),
                timeout=DEADLINE_SECONDS)


def send_commands(stub, stop):
    """Sends what is queued, one command after the other, until each has an outcome."""
    database = Database()
    while not stop.is_set():
        queued = database.next_command()
        if queued is None:
            stop.wait(0.05)
            continue
        command = queued[0]
        try:
            send(stub, *queued)
            database.done(command, "accepted")
        except grpc.RpcError as error:
            outcome, seconds = decide(error)
            log.warning("%s: %s, %s", command, error.details(), outcome or f"again in {seconds} s")
            if outcome is not None:
                database.done(command, outcome)
            else:
                database.later(command, seconds)


def decide(error):
    """The command's outcome, or None and the seconds until it is repeated."""
    info, violations, retry = details(error)
    if info.reason == "COMMAND_WINDOW_CLOSED":
        return "unknown: see the events of the call", 0
    if retry is not None:
        return None, retry.retry_delay.ToTimedelta().total_seconds()
    if violations:
        return "invalid: " + ", ".join(f"{v.field}: {v.description}" for v in violations), 0
    # Without details, it is not known either: the connection or the deadline got in between.
    if info.metadata.get("outcome", "unknown") in ("not_sent", "unknown"):
        return None, 1
    return f"failed: {info.reason}", 0


def details(error):
    info, violations, retry = ErrorInfo(), [], None
    status = rpc_status.from_call(error)
    for detail in status.details if status is not None else []:
        if detail.Is(ErrorInfo.DESCRIPTOR):
            detail.Unpack(info)
        elif detail.Is(BadRequest.DESCRIPTOR):
            bad_request = BadRequest()
            detail.Unpack(bad_request)
            violations = bad_request.field_violations
        elif detail.Is(RetryInfo.DESCRIPTOR):
            retry = RetryInfo()
            detail.Unpack(retry)
    return info, violations, retry


def run():
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    # Before the sender opens its own: SQLite does not wait for another that makes the same file a WAL database.
    database = Database()
    options = [("grpc.service_config", voicemedia.SERVICE_CONFIG), ("grpc.keepalive_time_ms", 30_000)]
    with grpc.insecure_channel(ADDRESS, options) as channel:
        sender = threading.Thread(target=send_commands, args=(MediaActionsServiceStub(channel), stop))
        sender.start()
        try:
            voicemedia.follow(
                WebhookEventsServiceStub(channel),
                database,
                SubscribeRequest(continue_after_gap=True, filter=SIGNED),
                stop=stop,
                on_reconnect=lambda error, pause: log.warning(
                    "another stream in %.1f s, after %s", pause, error.details() if error else "Goodbye"),
            )
        finally:
            stop.set()
            sender.join()


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    if sys.argv[1:] == ["report"]:
        for line in Database().report():
            print(json.dumps(line))
    else:
        KEYS = public_keys()
        run()
