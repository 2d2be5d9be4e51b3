package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.cli.text.RecordingPrinter;
import dev.voicemedia.gateway.cli.text.Terminal;
import dev.voicemedia.v1.ListRecordingsRequest;
import dev.voicemedia.v1.ListRecordingsResponse;
import dev.voicemedia.v1.Recording;
import dev.voicemedia.v1.RecordingsServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command that lists recordings. */
@Command(
    name = "list",
    description =
        "Lists the recordings of a call, a leg or a session with fresh links: on a terminal for"
            + " people, elsewhere as a line of JSON each.")
final class RecordingListCommand implements Callable<Integer> {
  private static final int PAGE_SIZE = 100;

  @ArgGroup(multiplicity = "1")
  Choice choice;

  @Option(names = "--json", description = "print JSON, on a terminal too")
  boolean json;

  @Mixin ClientOptions client;

  @Spec private CommandSpec spec;

  private RecordingListCommand() {}

  @Override
  public Integer call() throws RpcException, InvalidProtocolBufferException {
    RecordingPrinter printer = RecordingPrinter.of(json || !Terminal.isStdout());
    PrintWriter out = spec.commandLine().getOut();
    ManagedChannel channel = client.connect();
    try {
      var recordings = RecordingsServiceGrpc.newBlockingStub(channel);
      ListRecordingsRequest.Builder request = choice.toRequest().setPageSize(PAGE_SIZE);
      do {
        ListRecordingsResponse page = recordings.listRecordings(request.build());
        for (Recording recording : page.getRecordingsList()) {
          out.println(printer.print(recording));
        }
        request.setPageToken(page.getNextPageToken());
      } while (!request.getPageToken().isEmpty());
      return 0;
    } catch (StatusRuntimeException e) {
      throw new RpcException(e, client.address);
    } finally {
      channel.shutdownNow();
    }
  }

  /** Whose recordings. */
  static final class Choice {
    @Option(
        names = {"--call", "--call-control-id"},
        paramLabel = "ID",
        description = "of the call with this call_control_id")
    @Nullable String call;

    @Option(
        names = {"--leg", "--call-leg-id"},
        paramLabel = "ID",
        description = "of this call_leg_id")
    @Nullable String leg;

    @Option(
        names = {"--session", "--call-session-id"},
        paramLabel = "ID",
        description = "of this call_session_id")
    @Nullable String session;

    private Choice() {}

    ListRecordingsRequest.Builder toRequest() {
      ListRecordingsRequest.Builder request = ListRecordingsRequest.newBuilder();
      if (call != null) {
        request.setCallControlId(call);
      } else if (leg != null) {
        request.setCallLegId(leg);
      } else if (session != null) {
        request.setCallSessionId(session);
      }
      return request;
    }
  }
}
