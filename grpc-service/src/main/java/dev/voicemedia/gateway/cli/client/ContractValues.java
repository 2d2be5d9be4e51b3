package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.ProtocolMessageEnum;
import dev.voicemedia.v1.AudioType;
import dev.voicemedia.v1.Loop;
import dev.voicemedia.v1.PayloadType;
import dev.voicemedia.v1.RecordCall;
import dev.voicemedia.v1.RecordingChannels;
import dev.voicemedia.v1.RecordingFormat;
import dev.voicemedia.v1.RecordingTrack;
import dev.voicemedia.v1.RecordingTrim;
import dev.voicemedia.v1.RejectCause;
import dev.voicemedia.v1.ServiceLevel;
import dev.voicemedia.v1.StopScope;
import dev.voicemedia.v1.TargetLegs;
import dev.voicemedia.v1.TranscriptionEngine;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.TypeConversionException;

/** Values of the contract as the command line writes them: in Telnyx's own words. */
public final class ContractValues {
  private ContractValues() {}

  public static void registerWith(CommandLine commandLine) {
    register(commandLine, AudioType.class);
    register(commandLine, PayloadType.class);
    register(commandLine, RecordCall.class);
    register(commandLine, RecordingChannels.class);
    register(commandLine, RecordingFormat.class);
    register(commandLine, RecordingTrack.class);
    register(commandLine, RecordingTrim.class);
    register(commandLine, RejectCause.class);
    register(commandLine, ServiceLevel.class);
    register(commandLine, StopScope.class);
    register(commandLine, TargetLegs.class);
    register(commandLine, TranscriptionEngine.class);
    commandLine.registerConverter(Loop.class, ContractValues::loop);
  }

  private static <T extends Enum<T> & ProtocolMessageEnum> void register(
      CommandLine commandLine, Class<T> type) {
    commandLine.registerConverter(type, text -> constant(type, text));
  }

  /** "deepgram/nova-3" of TranscriptionEngine is TRANSCRIPTION_ENGINE_DEEPGRAM_NOVA_3. */
  private static <T extends Enum<T> & ProtocolMessageEnum> T constant(Class<T> type, String text) {
    String prefix =
        type.getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "_").toUpperCase(Locale.ROOT) + "_";
    String name = prefix + text.replaceAll("[^A-Za-z0-9]", "_").toUpperCase(Locale.ROOT);
    List<T> known =
        Arrays.stream(type.getEnumConstants())
            .filter(each -> each.name().startsWith(prefix))
            .filter(each -> each.getNumber() != 0)
            .toList();
    return known.stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new TypeConversionException(
                    "expected one of "
                        + known.stream()
                            .map(each -> each.name().substring(prefix.length()))
                            .map(each -> each.replace('_', '-').toLowerCase(Locale.ROOT))
                            .collect(Collectors.joining(", "))));
  }

  private static Loop loop(String text) {
    if (text.equals("infinity")) {
      return Loop.newBuilder().setInfinity(true).build();
    }
    if (text.matches("[0-9]{1,9}")) {
      return Loop.newBuilder().setTimes(Integer.parseInt(text)).build();
    }
    throw new TypeConversionException("expected 1 to 100, or infinity");
  }
}
