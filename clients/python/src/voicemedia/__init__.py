"""Consumes the event feed of a voicemedia gateway.

The stubs of its contract are in ``voicemedia.v1``, such as ``voicemedia.v1.media_actions_pb2``.
"""

from importlib.resources import files

from voicemedia._follow import CursorStore, follow

SERVICE_CONFIG: str = files(__name__).joinpath("service-config.json").read_text("utf-8")
"""The gRPC service config that suits a gateway, as JSON: ListEvents and GetEvent are retried,
media actions never are, and addresses that do not report SERVING are left alone. It is the value
of the channel option ``grpc.service_config``."""

__all__ = ["SERVICE_CONFIG", "CursorStore", "follow"]
