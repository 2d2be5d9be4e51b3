package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.Duration;
import com.google.protobuf.util.Timestamps;
import dev.voicemedia.v1.OperationsServiceGrpc;
import dev.voicemedia.v1.RecoverEventsRequest;
import dev.voicemedia.v1.RecoverEventsResponse;
import dev.voicemedia.v1.Unrecovered;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.io.PrintWriter;
import java.util.Iterator;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ExitCode;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Command that has the gateway recover webhooks that Telnyx could not deliver. */
@Command(
    name = "recover",
    description = {
      "Has the gateway read Telnyx's list of webhook deliveries and store the events that it"
          + " lacks.",
      "The gateway does so by itself every two minutes; this looks further back, or at more."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:everything that was listed is stored",
      "1:failure, or some of it could not be recovered",
      "2:wrong input"
    })
public final class RecoverCommand implements Callable<Integer> {
  private static final String REASON_PREFIX = "UNRECOVERED_REASON_";

  @Option(
      names = "--since",
      paramLabel = "DURATION",
      description = "how far back, such as 2h (default: the gateway's --recover-max-age)")
  java.time.@Nullable Duration since;

  @Option(
      names = "--all",
      description = "also what Telnyx delivered elsewhere, such as to a failover URL")
  boolean all;

  @Option(
      names = "--leg",
      paramLabel = "ID",
      description = "only what names this call_leg_id, such as a missing call.hangup")
  String leg = "";

  @Mixin ClientOptions client;

  @Spec private CommandSpec spec;

  private RecoverCommand() {}

  @Override
  public Integer call() throws RpcException {
    RecoverEventsRequest.Builder request =
        RecoverEventsRequest.newBuilder().setIncludeDelivered(all).setCallLegId(leg);
    if (since != null) {
      request.setSince(
          Duration.newBuilder().setSeconds(since.getSeconds()).setNanos(since.getNano()));
    }
    PrintWriter out = spec.commandLine().getOut();
    ManagedChannel channel = client.connect();
    try {
      Iterator<RecoverEventsResponse> progress =
          OperationsServiceGrpc.newBlockingStub(channel).recoverEvents(request.build());
      boolean complete = true;
      while (progress.hasNext()) {
        RecoverEventsResponse window = progress.next();
        complete &= window.getUnrecoveredCount() == 0;
        if (window.getDone() || window.getListed() > 0 || window.getUnrecoveredCount() > 0) {
          out.println(line(window));
          out.flush();
        }
      }
      return complete ? ExitCode.OK : ExitCode.SOFTWARE;
    } catch (StatusRuntimeException e) {
      throw new RpcException(e, client.address);
    } finally {
      channel.shutdownNow();
    }
  }

  private static String line(RecoverEventsResponse window) {
    String when =
        window.getDone()
            ? "in all"
            : Timestamps.toString(window.getWindowStart())
                + " to "
                + Timestamps.toString(window.getWindowEnd());
    String lost =
        window.getUnrecoveredList().stream()
            .map(RecoverCommand::reason)
            .collect(Collectors.joining(", "));
    return "%s: %d listed, %d recovered, %d known, %d of other applications%s"
        .formatted(
            when,
            window.getListed(),
            window.getRecovered(),
            window.getKnown(),
            window.getForeign(),
            lost.isEmpty() ? "" : "; not recovered: " + lost);
  }

  private static String reason(Unrecovered lost) {
    String reason =
        lost.getReason()
            .name()
            .replace(REASON_PREFIX, "")
            .replace('_', ' ')
            .toLowerCase(Locale.ROOT);
    return lost.getDeliveries() == 0 ? reason : lost.getDeliveries() + " " + reason;
  }
}
