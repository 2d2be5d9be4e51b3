import grpc
from google.rpc.error_details_pb2 import BadRequest, ErrorInfo, RetryInfo
from grpc_status import rpc_status
from voicemedia.v1.media_actions_pb2 import SpeakRequest
from voicemedia.v1.media_actions_pb2_grpc import MediaActionsServiceStub

error = None
try:
    MediaActionsServiceStub(grpc.insecure_channel("127.0.0.1:50051")).Speak(SpeakRequest())
except grpc.RpcError as refused:
    error = refused
# BLOCK
assert info.reason == "INVALID_REQUEST" and violation.field, info
