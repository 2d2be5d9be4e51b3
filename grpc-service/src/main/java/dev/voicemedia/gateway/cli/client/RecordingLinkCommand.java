package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.cli.text.RecordingPrinter;
import dev.voicemedia.gateway.cli.text.Terminal;
import dev.voicemedia.v1.GetRecordingLinkRequest;
import dev.voicemedia.v1.RecordingsServiceGrpc;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command that gets a fresh link to a recording. */
@Command(
    name = "link",
    description = {
      "Gets a recording with a fresh link to download it: on a terminal for people, elsewhere as a"
          + " line of JSON.",
      "The links of events expire after 10 minutes. How long this one works is not documented."
    })
final class RecordingLinkCommand implements Callable<Integer> {
  @Parameters(paramLabel = "UUID", description = "recording_id, as in call.recording.saved")
  String recordingId;

  @Option(names = "--json", description = "print JSON, on a terminal too")
  boolean json;

  @Mixin ClientOptions client;

  @Spec private CommandSpec spec;

  private RecordingLinkCommand() {}

  @Override
  public Integer call() throws RpcException, InvalidProtocolBufferException {
    RecordingPrinter printer = RecordingPrinter.of(json || !Terminal.isStdout());
    ManagedChannel channel = client.connect();
    try {
      spec.commandLine()
          .getOut()
          .println(
              printer.print(
                  RecordingsServiceGrpc.newBlockingStub(channel)
                      .getRecordingLink(
                          GetRecordingLinkRequest.newBuilder().setRecordingId(recordingId).build())
                      .getRecording()));
      return 0;
    } catch (StatusRuntimeException e) {
      throw new RpcException(e, client.address);
    } finally {
      channel.shutdownNow();
    }
  }
}
