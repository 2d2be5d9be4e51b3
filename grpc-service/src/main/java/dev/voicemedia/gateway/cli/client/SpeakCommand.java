package dev.voicemedia.gateway.cli.client;

import dev.voicemedia.v1.Loop;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.PayloadType;
import dev.voicemedia.v1.ServiceLevel;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StopScope;
import dev.voicemedia.v1.TargetLegs;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Command that speaks a text on a call. */
@Command(
    name = "speak",
    customSynopsis = "voicemedia speak --call=ID [OPTION]... TEXT",
    description = {
      "Speaks a text on a call and prints the gateway's answer as JSON.",
      "Anything not given is left to Telnyx."
    },
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the gateway accepted it; with --wait, it was heard to the end",
      "1:failure",
      "2:wrong input",
      "3:with --wait: it ended in another way, or the call ended",
      "4:with --wait: it is not known how it ended"
    },
    footer = {
      "",
      "Each voice setting is an option of its own, prefixed with the voice's provider:",
      "  --voice-setting azure.region=eastus --voice-setting azure.gender=Female",
      "  elevenlabs  api_key_ref",
      "  telnyx      voice_speed",
      "  aws         any name; a value that is JSON is sent as JSON, any other as text",
      "  minimax     language_boost, pitch, speed, vol",
      "  azure       api_key_ref, deployment_id, effect, gender, region",
      "  resemble    format, precision, sample_rate",
      "  inworld     delivery_mode",
      "  xai         language",
      "  soniox      speed, reduce_silence",
      "  any other   any name, as with aws"
    })
public final class SpeakCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TEXT", description = "text to speak, at most 3000 characters")
  String text;

  @Option(
      names = "--voice",
      paramLabel = "VOICE",
      defaultValue = "female",
      description = "female, male or Provider.Model.VoiceId (default: ${DEFAULT-VALUE})")
  String voice;

  @Option(
      names = "--voice-setting",
      paramLabel = "PROVIDER.NAME=VALUE",
      description = "setting of the voice, see below; may be repeated")
  @Nullable List<String> voiceSettings;

  @Option(
      names = "--language",
      paramLabel = "TAG",
      description = "language such as en-US (default: the voice's own)")
  @Nullable String language;

  @Option(
      names = "--payload-type",
      paramLabel = "text|ssml",
      description = "markup of TEXT (default: text)")
  @Nullable PayloadType payloadType;

  @Option(
      names = "--service-level",
      paramLabel = "basic|premium",
      description = "basic supports only en-US and plain text (default: premium)")
  @Nullable ServiceLevel serviceLevel;

  @Option(
      names = "--loop",
      paramLabel = "TIMES",
      description = "repetitions, 1 to 100 or infinity (default: 1)")
  @Nullable Loop loop;

  @Option(
      names = "--stop",
      paramLabel = "current|all",
      description = "audio to stop first (default: none)")
  @Nullable StopScope stop;

  @Option(
      names = "--target-legs",
      paramLabel = "self|opposite|both",
      description = "who hears it (default: self)")
  @Nullable TargetLegs targetLegs;

  @Mixin WaitOptions wait;

  @Mixin ActionOptions action;

  private SpeakCommand() {}

  @Override
  public Integer call() throws RpcException {
    SpeakRequest.Builder request = SpeakRequest.newBuilder().setPayload(text);
    if (voiceSettings != null) {
      request.setVoiceSettings(VoiceSettingArguments.parse(voiceSettings, action.command()));
    }
    return wait.call(
        action,
        MediaActionsServiceGrpc.getSpeakMethod(),
        MediaActionsServiceGrpc.getSpeakAndWaitMethod(),
        request.build());
  }
}
