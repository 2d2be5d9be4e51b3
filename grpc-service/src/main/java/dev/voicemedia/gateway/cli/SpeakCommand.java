package dev.voicemedia.gateway.cli;

import com.google.protobuf.ByteString;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import io.grpc.ManagedChannel;
import io.grpc.StatusRuntimeException;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Speaks on a call. */
@Command(
    name = "speak",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "Speaks a text on a call, and prints the gateway's answer as JSON.")
final class SpeakCommand implements Callable<Integer> {
  @Option(
      names = "--call",
      paramLabel = "ID",
      required = true,
      description = "call_control_id of the call")
  String call;

  @Option(
      names = "--voice",
      paramLabel = "VOICE",
      defaultValue = "female",
      description = "female, male or Provider.Model.VoiceId (default: female)")
  String voice;

  @Option(
      names = "--language",
      paramLabel = "TAG",
      description = "such as en-US (default: the voice's own)")
  @Nullable String language;

  @Option(
      names = "--client-state",
      paramLabel = "TEXT",
      description = "comes back in every later event of the call")
  @Nullable String clientState;

  @Option(
      names = "--command-id",
      paramLabel = "ID",
      description = "makes it safe to repeat within 60 s (default: the gateway assigns one)")
  @Nullable String commandId;

  @Option(
      names = "--timeout",
      paramLabel = "SECONDS",
      defaultValue = "15",
      description = "deadline of the call (default: 15)")
  long timeoutSeconds;

  @Parameters(paramLabel = "TEXT", description = "what to say, at most 3000 characters")
  String text;

  @Mixin ClientOptions client;

  private SpeakCommand() {}

  @Override
  public Integer call() throws RpcException, InvalidProtocolBufferException {
    SpeakRequest.Builder request =
        SpeakRequest.newBuilder().setCallControlId(call).setPayload(text).setVoice(voice);
    if (language != null) {
      request.setLanguage(language);
    }
    if (clientState != null) {
      request.setClientState(ByteString.copyFromUtf8(clientState));
    }
    if (commandId != null) {
      request.setCommandId(commandId);
    }
    ManagedChannel channel = client.connect();
    try {
      System.out.println(
          JsonFormat.printer()
              .preservingProtoFieldNames()
              .omittingInsignificantWhitespace()
              .print(
                  MediaActionsServiceGrpc.newBlockingStub(channel)
                      .withDeadlineAfter(timeoutSeconds, TimeUnit.SECONDS)
                      .speak(request.build())));
      return 0;
    } catch (StatusRuntimeException e) {
      throw new RpcException(e);
    } finally {
      channel.shutdownNow();
    }
  }
}
