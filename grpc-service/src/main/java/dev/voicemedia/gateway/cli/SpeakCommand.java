package dev.voicemedia.gateway.cli;

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

/** Speaks on a call. */
@Command(
    name = "speak",
    customSynopsis = "voicemedia speak --call=ID [OPTION]... TEXT",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = {
      "Speaks a text on a call, and prints the gateway's answer as JSON.",
      "What is not given is left to Telnyx."
    },
    footer = {
      "",
      "Voice settings are given one by one, after the name of the voice's provider:",
      "  --voice-setting azure.region=eastus --voice-setting azure.gender=Female",
      "  elevenlabs  api_key_ref",
      "  telnyx      voice_speed",
      "  aws         any; a value that is JSON is sent as JSON, else as text",
      "  minimax     language_boost, pitch, speed, vol",
      "  azure       api_key_ref, deployment_id, effect, gender, region",
      "  resemble    format, precision, sample_rate",
      "  inworld     delivery_mode",
      "  xai         language"
    })
final class SpeakCommand implements Callable<Integer> {
  @Parameters(paramLabel = "TEXT", description = "what to say, at most 3000 characters")
  String text;

  @Option(
      names = "--voice",
      paramLabel = "VOICE",
      defaultValue = "female",
      description = "female, male or Provider.Model.VoiceId (default: female)")
  String voice;

  @Option(
      names = "--voice-setting",
      paramLabel = "PROVIDER.NAME=VALUE",
      description = "as listed below; may be repeated")
  @Nullable List<String> voiceSettings;

  @Option(
      names = "--language",
      paramLabel = "TAG",
      description = "such as en-US (default: the voice's own)")
  @Nullable String language;

  @Option(
      names = "--payload-type",
      paramLabel = "text|ssml",
      description = "markup of TEXT (default: text)")
  @Nullable PayloadType payloadType;

  @Option(
      names = "--service-level",
      paramLabel = "basic|premium",
      description = "basic takes only en-US and text (default: premium)")
  @Nullable ServiceLevel serviceLevel;

  @Option(
      names = "--loop",
      paramLabel = "TIMES",
      description = "1 to 100, or infinity (default: once)")
  @Nullable Loop loop;

  @Option(
      names = "--stop",
      paramLabel = "current|all",
      description = "what to stop before it starts (default: nothing)")
  @Nullable StopScope stop;

  @Option(
      names = "--target-legs",
      paramLabel = "self|opposite|both",
      description = "who hears it (default: self)")
  @Nullable TargetLegs targetLegs;

  @Mixin ActionOptions action;

  private SpeakCommand() {}

  @Override
  public Integer call() throws ConfigException, RpcException {
    SpeakRequest.Builder request = SpeakRequest.newBuilder().setPayload(text);
    if (voiceSettings != null) {
      request.setVoiceSettings(VoiceSettingArguments.parse(voiceSettings, action.command));
    }
    return action.call(MediaActionsServiceGrpc.getSpeakMethod(), request.build());
  }
}
