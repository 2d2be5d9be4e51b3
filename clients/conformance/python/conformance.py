"""Runs the conformance cases; ../README.md says what their fields mean."""

import base64
import json
import os
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import grpc
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from google.protobuf import json_format, message_factory
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from grpc_status import rpc_status

from voicemedia.v1 import (
    call_control_pb2, call_control_pb2_grpc, calls_pb2, calls_pb2_grpc, media_actions_pb2, media_actions_pb2_grpc,
    recordings_pb2, recordings_pb2_grpc, webhook_events_pb2, webhook_events_pb2_grpc)

SIMULATOR = os.environ["SIMULATOR_URL"]
RIGHT, WRONG = (Ed25519PrivateKey.from_private_bytes(bytes([seed] * 32)) for seed in (1, 2))
CHANNEL = grpc.insecure_channel(os.environ["VOICEMEDIA_ADDRESS"])
STUBS = {
    media_actions_pb2.DESCRIPTOR.services_by_name["MediaActionsService"]:
        media_actions_pb2_grpc.MediaActionsServiceStub(CHANNEL),
    call_control_pb2.DESCRIPTOR.services_by_name["CallControlService"]:
        call_control_pb2_grpc.CallControlServiceStub(CHANNEL),
    calls_pb2.DESCRIPTOR.services_by_name["CallsService"]:
        calls_pb2_grpc.CallsServiceStub(CHANNEL),
    recordings_pb2.DESCRIPTOR.services_by_name["RecordingsService"]:
        recordings_pb2_grpc.RecordingsServiceStub(CHANNEL),
    webhook_events_pb2.DESCRIPTOR.services_by_name["WebhookEventsService"]:
        webhook_events_pb2_grpc.WebhookEventsServiceStub(CHANNEL),
}


def call(method, request, call_control_id):
    service = next(s for s in STUBS if method in s.methods_by_name)
    descriptor = service.methods_by_name[method].input_type
    if "call_control_id" in descriptor.fields_by_name:
        request = {"call_control_id": call_control_id, **request}
    message = json_format.ParseDict(request, message_factory.GetMessageClass(descriptor)())
    answer = getattr(STUBS[service], method)(message, timeout=20)
    if service.methods_by_name[method].server_streaming:
        answer = list(answer)[0]
    return as_json(answer)


def as_json(message):
    return json_format.MessageToDict(message, preserving_proto_field_name=True)


def ask(method, path, body=None):
    request = urllib.request.Request(
        SIMULATOR + path, method=method, data=json.dumps(body).encode() if body is not None else None)
    with urllib.request.urlopen(request, timeout=10) as answer:
        return json.load(answer)


def rpc_case(case):
    call_id = ask("POST", "/calls", {"answered": not case.get("ringing", False)})["call_control_id"]
    for before in case.get("before", []):
        call(before["method"], before["request"], call_id)
    answer = case.get("answer", {})
    if answer.get("hang_up"):
        ask("POST", f"/calls/{call_id}/hangup", {})
    elif answer:
        ask("POST", "/faults", {
            "kind": "answer", "call_control_id": call_id, "status": answer["status"],
            "headers": answer.get("headers", {}), "body": json.dumps(answer["body"])})
    earlier = len(ask("GET", f"/commands?call_control_id={call_id}")["commands"])

    response, error = None, None
    try:
        response = call(case["method"], case["request"], call_id)
    except grpc.RpcError as e:
        error = describe(e)
    if "error" in case:
        expected = {"violations": [], "retry": False, **case["error"]}
        check("error", without(error, "metadata"), {
            **without(expected, "metadata"), "violations": sorted(expected["violations"])})
        check_subset("metadata", error["metadata"], expected.get("metadata", {}))
    else:
        check("error", error, None)
        check_subset("response", response, case.get("response", {}))

    sent = ask("GET", f"/commands?call_control_id={call_id}")["commands"][earlier:]
    if "wire" in case:
        check("bodies that Telnyx was sent", [json.loads(command["body"]) for command in sent], [case["wire"]])
    if "action" in case:
        check("actions that Telnyx was sent", [command["action"] for command in sent], [case["action"]])
    if "wire" not in case and not answer:
        check("commands that Telnyx was sent", sent, [])


def describe(error):
    described = {"code": error.code().name, "violations": [], "retry": False, "metadata": {}}
    status = rpc_status.from_call(error)
    for detail in status.details if status is not None else []:
        if detail.Is(ErrorInfo.DESCRIPTOR):
            info = ErrorInfo.FromString(detail.value)
            described |= {"reason": info.reason, "domain": info.domain, "metadata": dict(info.metadata)}
            if "outcome" in info.metadata:
                described["outcome"] = info.metadata["outcome"]
        elif detail.Is(BadRequest.DESCRIPTOR):
            violations = BadRequest.FromString(detail.value).field_violations
            described["violations"] = sorted(violation.field for violation in violations)
        elif detail.Is(RetryInfo.DESCRIPTOR):
            described["retry"] = True
    return described


def webhook_case(case):
    body = base64.b64decode(case["body_base64"]) if "body_base64" in case else case["body"].encode()
    timestamp = str(int(time.time()) - case.get("age", 0))
    key = WRONG if case.get("signed") == "wrong" else RIGHT
    signed = b"another body" if case.get("signed") == "other_body" else body
    headers = {
        "telnyx-timestamp": timestamp,
        "telnyx-signature-ed25519": base64.b64encode(key.sign(timestamp.encode() + b"|" + signed)).decode(),
        "content-type": "application/json",
        **case.get("headers", {}),
    }
    request = urllib.request.Request(
        os.environ["WEBHOOK_URL"], method="POST", data=body,
        headers={name: value for name, value in headers.items() if value is not None})
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            status = answer.status
    except urllib.error.HTTPError as error:
        status = error.code
    check("status", status, case["status"])

    if "id" in case:
        event = call("GetEvent", {"id": case["id"]}, None)["event"]["event"]
        check_subset("event", event, case["event"])
        check("absent members that are there", [name for name in case.get("absent", []) if name in event], [])
        webhook = event["webhook"]
        check("body", base64.b64decode(webhook["body"]), body)
        RIGHT.public_key().verify(
            base64.b64decode(webhook["signature"]), webhook["timestamp"].encode() + b"|" + body)


def check(what, actual, expected):
    assert actual == expected, f"{what}: {actual}, expected {expected}"


def check_subset(what, actual, expected):
    if isinstance(expected, dict) and isinstance(actual, dict):
        for name, value in expected.items():
            check_subset(f"{what}.{name}", actual.get(name), value)
    else:
        check(what, actual, expected)


def without(values, name):
    return {key: value for key, value in (values or {}).items() if key != name}


def main():
    run, failed = 0, 0
    for file, runner in [("actions", rpc_case), ("reads", rpc_case), ("webhooks", webhook_case)]:
        for case in yaml.safe_load(Path(os.environ["CASES"], file + ".yaml").read_text("utf-8")):
            run += 1
            try:
                runner(case)
            except Exception as e:
                failed += 1
                print(f"{file}: {case['name']}: {type(e).__name__} {e}", file=sys.stderr)
    print(f"python: {run} cases, {failed} failed")
    sys.exit(1 if failed or not run else 0)


main()
