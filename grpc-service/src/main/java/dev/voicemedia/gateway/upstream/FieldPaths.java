package dev.voicemedia.gateway.upstream;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Message;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.VoiceSettings;

/** Where something is in a request, in the names of the contract. */
public final class FieldPaths {
  private static final String VOICE_SETTINGS = "voice_settings.";

  private FieldPaths() {}

  /**
   * The field that a JSON pointer into the body of a request means. The names are Telnyx's own, but
   * for voice settings, where the contract names the provider: {@code /voice_settings/region} may
   * be {@code voice_settings.azure.region}.
   */
  public static String ofPointer(Message request, String pointer) {
    String path =
        pointer.replaceFirst("^#?/", "").replace('/', '.').replace("~1", "/").replace("~0", "~");
    return path.startsWith(VOICE_SETTINGS) && request instanceof SpeakRequest speak
        ? inVoiceSettings(speak.getVoiceSettings(), path.substring(VOICE_SETTINGS.length()))
        : path;
  }

  private static String inVoiceSettings(VoiceSettings settings, String name) {
    FieldDescriptor provider =
        settings.getOneofFieldDescriptor(VoiceSettings.getDescriptor().getOneofs().get(0));
    if (provider == null || name.equals("type")) {
      return "voice_settings";
    }
    String entries = settings.hasAws() ? "settings." : "";
    return VOICE_SETTINGS + provider.getName() + "." + entries + name;
  }
}
