package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.v1.AnswerRequest;
import dev.voicemedia.v1.CallControlServiceGrpc;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that answers an incoming call. */
@Command(
    name = "answer",
    customSynopsis = "voicemedia answer --call=ID [OPTION]...",
    description = "Answers an incoming call and prints the gateway's answer as JSON.")
public final class AnswerCommand implements Callable<Integer> {
  @Option(
      names = "--stream-url",
      paramLabel = "URL",
      description = "WebSocket address that the audio is streamed to (default: none)")
  @Nullable String streamUrl;

  @Option(
      names = "--transcription",
      negatable = true,
      description = "transcribe the call while it goes on (default: no)")
  @Nullable Boolean transcription;

  @Mixin AutoRecordOptions recording;

  @Mixin ActionOptions action;

  private AnswerCommand() {}

  @Override
  public Integer call() throws RpcException {
    return action.call(
        CallControlServiceGrpc.getAnswerMethod(), AnswerRequest.getDefaultInstance());
  }
}
