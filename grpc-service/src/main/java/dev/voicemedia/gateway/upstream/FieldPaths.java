package dev.voicemedia.gateway.upstream;

import com.google.protobuf.Descriptors.FieldDescriptor;
import dev.voicemedia.v1.VoiceSettings;

/**
 * Names of a request's fields in the contract. They are Telnyx's own, but for voice settings, where
 * the contract names the provider: {@code /voice_settings/region} may be {@code
 * voice_settings.azure.region}.
 *
 * @param provider prefix of the voice settings' fields, such as {@code azure.}; empty without any
 */
record FieldPaths(String provider) {
  /** A request without voice settings. */
  static final FieldPaths PLAIN = new FieldPaths("");

  private static final String VOICE_SETTINGS = "voice_settings";

  static FieldPaths of(VoiceSettings settings) {
    FieldDescriptor provider =
        settings.getOneofFieldDescriptor(VoiceSettings.getDescriptor().getOneofs().get(0));
    if (provider == null) {
      return PLAIN;
    }
    boolean open = settings.hasAws() || settings.hasOther();
    return new FieldPaths(provider.getName() + (open ? ".settings." : "."));
  }

  /** The field that a JSON pointer into the body of the request means. */
  String ofPointer(String pointer) {
    String path =
        pointer.replaceFirst("^#?/", "").replace('/', '.').replace("~1", "/").replace("~0", "~");
    return path.startsWith(VOICE_SETTINGS + ".")
        ? inVoiceSettings(path.substring(VOICE_SETTINGS.length() + 1))
        : path;
  }

  private String inVoiceSettings(String name) {
    // The field that names the provider is the type.
    return name.equals("type") ? VOICE_SETTINGS : VOICE_SETTINGS + "." + provider + name;
  }
}
