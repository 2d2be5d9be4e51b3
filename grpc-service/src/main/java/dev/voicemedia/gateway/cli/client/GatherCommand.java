package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.v1.CallControlServiceGrpc;
import dev.voicemedia.v1.GatherRequest;
import dev.voicemedia.v1.GatherUsingAudioRequest;
import dev.voicemedia.v1.GatherUsingSpeakRequest;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Command that collects digits, with or without a prompt. */
@Command(
    name = "gather",
    customSynopsis = {
      "voicemedia gather --call=ID [OPTION]...",
      "  [--payload=TEXT | --audio-url=URL | --media-name=NAME]"
    },
    description = {
      "Collects digits on a call and prints the gateway's answer as JSON.",
      "The digits arrive as events; see events. Anything not given is left to Telnyx."
    })
public final class GatherCommand implements Callable<Integer> {
  /** What is heard. */
  static final class Prompt {
    @Option(names = "--payload", paramLabel = "TEXT", description = "text to speak as the prompt")
    @Nullable String payload;

    @Option(
        names = "--audio-url",
        paramLabel = "URL",
        description = "address of an mp3 or wav file to play as the prompt")
    @Nullable String audioUrl;

    @Option(
        names = "--media-name",
        paramLabel = "NAME",
        description = "name of a file in Telnyx media storage to play as the prompt")
    @Nullable String mediaName;

    private Prompt() {}
  }

  @ArgGroup(exclusive = true, multiplicity = "0..1")
  @Nullable Prompt prompt;

  @Option(
      names = "--voice",
      paramLabel = "VOICE",
      defaultValue = "female",
      description = "voice of --payload (default: ${DEFAULT-VALUE})")
  String voice;

  @Option(
      names = "--minimum-digits",
      paramLabel = "COUNT",
      description = "fewest digits that are valid, 1 to 128 (default: 1)")
  @Nullable Integer minimumDigits;

  @Option(
      names = "--maximum-digits",
      paramLabel = "COUNT",
      description = "number of digits after which it ends, 1 to 128 (default: 128)")
  @Nullable Integer maximumDigits;

  @Option(
      names = "--valid-digits",
      paramLabel = "DIGITS",
      description = "digits that are valid (default: 0123456789#*)")
  @Nullable String validDigits;

  @Option(
      names = "--terminating-digit",
      paramLabel = "DIGIT",
      description = "digit that ends the input (default: #)")
  @Nullable String terminatingDigit;

  @Option(
      names = "--timeout-millis",
      paramLabel = "MILLIS",
      description = "longest time for all of it, or for the first digit after a prompt (60000)")
  @Nullable Integer timeoutMillis;

  @Mixin ActionOptions action;

  private GatherCommand() {}

  @Override
  public Integer call() throws RpcException {
    if (prompt == null) {
      return action.call(
          CallControlServiceGrpc.getGatherMethod(), GatherRequest.getDefaultInstance());
    } else if (prompt.payload != null) {
      return action.call(
          CallControlServiceGrpc.getGatherUsingSpeakMethod(),
          GatherUsingSpeakRequest.getDefaultInstance());
    }
    return action.call(
        CallControlServiceGrpc.getGatherUsingAudioMethod(),
        GatherUsingAudioRequest.getDefaultInstance());
  }
}
