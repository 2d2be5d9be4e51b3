package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.v1.CallsServiceGrpc;
import dev.voicemedia.v1.GetCallRequest;
import dev.voicemedia.v1.GetCallResponse;
import io.grpc.Channel;
import io.grpc.Status.Code;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Choice of a call, by whichever id is at hand. */
final class CallChoice {
  @Parameters(
      paramLabel = "ID",
      description = "call_control_id, call_leg_id or call_session_id, whichever is found")
  @Nullable String any;

  @Option(
      names = {"--call", "--call-control-id"},
      paramLabel = "ID",
      description = "the leg with this call_control_id")
  @Nullable String call;

  @Option(
      names = {"--leg", "--call-leg-id"},
      paramLabel = "ID",
      description = "the leg with this call_leg_id")
  @Nullable String leg;

  @Option(
      names = {"--session", "--call-session-id"},
      paramLabel = "ID",
      description = "all legs of this call_session_id")
  @Nullable String session;

  private CallChoice() {}

  /**
   * Finds out what the id is, and what the call looks like.
   *
   * @throws StatusRuntimeException if there is no such call, or for another reason
   */
  Found find(Channel channel) {
    var calls = CallsServiceGrpc.newBlockingStub(channel);
    List<GetCallRequest> candidates = candidates();
    for (int i = 0; ; i++) {
      GetCallRequest candidate = candidates.get(i);
      try {
        return new Found(candidate, calls.getCall(candidate));
      } catch (StatusRuntimeException e) {
        if (e.getStatus().getCode() != Code.NOT_FOUND || i == candidates.size() - 1) {
          throw e;
        }
      }
    }
  }

  private List<GetCallRequest> candidates() {
    if (any != null) {
      return List.of(ofCall(any), ofLeg(any), ofSession(any));
    } else if (call != null) {
      return List.of(ofCall(call));
    }
    return List.of(leg == null ? ofSession(session) : ofLeg(leg));
  }

  private static GetCallRequest ofCall(String id) {
    return GetCallRequest.newBuilder().setCallControlId(id).build();
  }

  private static GetCallRequest ofLeg(String id) {
    return GetCallRequest.newBuilder().setCallLegId(id).build();
  }

  private static GetCallRequest ofSession(@Nullable String id) {
    return GetCallRequest.newBuilder().setCallSessionId(id == null ? "" : id).build();
  }

  /** A call that was found, and by which id. */
  record Found(GetCallRequest request, GetCallResponse response) {}
}
