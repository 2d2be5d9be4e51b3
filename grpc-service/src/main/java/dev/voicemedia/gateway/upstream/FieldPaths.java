package dev.voicemedia.gateway.upstream;

import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Struct;
import dev.voicemedia.v1.VoiceSettings;
import java.util.Set;

/**
 * Names of a request's fields in the contract. They are Telnyx's own, but for voice settings, where
 * the contract names the provider: {@code /voice_settings/region} may be {@code
 * voice_settings.azure.region}; and for properties that the contract carries as JSON: {@code
 * /assistant/id} may be {@code additional_properties.assistant.id}.
 *
 * @param provider prefix of the voice settings' fields, such as {@code azure.}; empty without any
 * @param openField that has properties as JSON
 * @param openProperties names of these
 */
record FieldPaths(String provider, String openField, Set<String> openProperties) {
  /** A request without voice settings and without JSON. */
  static final FieldPaths PLAIN = new FieldPaths("", "", Set.of());

  private static final String VOICE_SETTINGS = "voice_settings";

  static FieldPaths of(VoiceSettings settings) {
    FieldDescriptor provider =
        settings.getOneofFieldDescriptor(VoiceSettings.getDescriptor().getOneofs().get(0));
    if (provider == null) {
      return PLAIN;
    }
    boolean open = settings.hasAws() || settings.hasOther();
    return new FieldPaths(provider.getName() + (open ? ".settings." : "."), "", Set.of());
  }

  /** A request whose field has properties as JSON. */
  static FieldPaths of(String openField, Struct properties) {
    return new FieldPaths("", openField, properties.getFieldsMap().keySet());
  }

  /** The field that a JSON pointer into the body of the request means. */
  String ofPointer(String pointer) {
    String path =
        pointer.replaceFirst("^#?/", "").replace('/', '.').replace("~1", "/").replace("~0", "~");
    if (openProperties.contains(path.split("\\.", 2)[0])) {
      return openField + "." + path;
    }
    return path.startsWith(VOICE_SETTINGS + ".")
        ? inVoiceSettings(path.substring(VOICE_SETTINGS.length() + 1))
        : path;
  }

  private String inVoiceSettings(String name) {
    // The field that names the provider is the type.
    return name.equals("type") ? VOICE_SETTINGS : VOICE_SETTINGS + "." + provider + name;
  }
}
