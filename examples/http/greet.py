"""Greets everybody whose call is answered, over HTTP with nothing but requests: greet.py [URL] [FILE]

The file keeps the place in the feed. VOICEMEDIA_TOKEN is the token, if the gateway asks for one."""

import json
import os
import pathlib
import sys
import time

import requests

EDGE = sys.argv[1] if len(sys.argv) > 1 else "http://127.0.0.1:8082"
PLACE = pathlib.Path(sys.argv[2] if len(sys.argv) > 2 else "greeted")
HEADERS = {"Authorization": f"Bearer {os.environ['VOICEMEDIA_TOKEN']}"} if "VOICEMEDIA_TOKEN" in os.environ else {}
RETRY_LATER = (429, 503, 504)


def follow(url, cursor, handle):
    """Handles each message of a stream, and opens another one after the last of them whenever it ends."""
    while True:
        pause = 1.0
        try:
            headers = {**HEADERS, **({"Last-Event-ID": cursor} if cursor else {})}
            # Heartbeats come every 15 s.
            with requests.get(url, headers=headers, stream=True, timeout=(5, 60)) as response:
                if 400 <= response.status_code < 500:
                    sys.exit(response.text)  # the same request would be refused again
                failed = False
                for line in response.iter_lines():
                    if line.startswith(b"retry: "):
                        pause = int(line[7:]) / 1000
                    elif line == b"event: failed":
                        failed = True
                    elif line.startswith(b"data: ") and failed:
                        print(line[6:].decode(), file=sys.stderr)
                    elif line.startswith(b"data: "):
                        message = json.loads(line[6:])
                        handle(message)
                        cursor = message["cursor"]
        except requests.RequestException as broken:
            print(f"the stream has broken off: {broken}", file=sys.stderr)
        time.sleep(pause)


def greet(message):
    event = message.get("event")
    if event:
        # The event's id makes the command's: if it is handled again after a crash, it is not spoken again.
        command = {
            "callControlId": event["callControlId"],
            "payload": "Hello, and welcome",
            "voice": "female",
            "commandId": f"greet-{event['id']}",
        }
        url = f"{EDGE}/voicemedia.v1.MediaActionsService/Speak"
        answer = requests.post(url, json=command, headers=HEADERS, timeout=20)
        if answer.status_code in RETRY_LATER:
            answer.raise_for_status()  # which follow takes for a broken stream: the event comes again
        print("greeted" if answer.ok else answer.json()["message"], event["callControlId"], flush=True)
    PLACE.write_text(message["cursor"])


follow(
    f"{EDGE}/events?type=call.answered&from=earliest",
    PLACE.read_text() if PLACE.exists() else None,
    greet,
)
