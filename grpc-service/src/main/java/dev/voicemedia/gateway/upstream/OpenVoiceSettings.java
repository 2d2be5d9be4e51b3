package dev.voicemedia.gateway.upstream;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonSerializable;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.jsontype.TypeSerializer;
import dev.voicemedia.client.model.VoiceSettings;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Settings of any provider. The generated code knows the types of the document alone, and would
 * write the name of this class for another.
 */
final class OpenVoiceSettings extends VoiceSettings implements JsonSerializable {
  private final Map<String, Object> properties = new LinkedHashMap<>();

  OpenVoiceSettings(String type, Map<String, Object> settings) {
    properties.put(JSON_PROPERTY_TYPE, type);
    properties.putAll(settings);
  }

  @Override
  public void serialize(JsonGenerator json, SerializerProvider serializers) throws IOException {
    serializers.defaultSerializeValue(properties, json);
  }

  @Override
  public void serializeWithType(
      JsonGenerator json, SerializerProvider serializers, TypeSerializer ignored)
      throws IOException {
    serialize(json, serializers);
  }
}
