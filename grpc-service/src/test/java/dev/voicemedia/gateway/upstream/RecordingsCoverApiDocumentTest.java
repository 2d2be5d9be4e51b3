package dev.voicemedia.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.protobuf.Descriptors.FieldDescriptor;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import dev.voicemedia.gateway.testing.ApiDocument;
import dev.voicemedia.v1.Recording;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Walks through the document's recording and names what the contract's lacks. */
class RecordingsCoverApiDocumentTest {
  private static final String TIME = "2026-01-31T09:30:00Z";

  /** Those whose field has another name; all others are named alike. */
  private static final Map<String, String> RENAMED =
      Map.of("id", "recording_id", "duration_millis", "duration");

  /** Says the same of every recording. */
  private static final Set<String> LEFT_OUT = Set.of("record_type");

  @Test
  void everyPropertyHasAFieldThatIsFilledFromIt() {
    List<String> gaps = new ArrayList<>();
    Set<FieldDescriptor> filled = new HashSet<>();
    ApiDocument.published()
        .schemaProperties("Recording")
        .properties()
        .forEach(
            property -> {
              String name = property.getKey();
              if (LEFT_OUT.contains(name)) {
                return;
              }
              FieldDescriptor field =
                  Recording.getDescriptor().findFieldByName(RENAMED.getOrDefault(name, name));
              Recording read =
                  RecordingReads.recording(
                      Struct.newBuilder().putFields(name, sample(property.getValue())).build());
              if (field == null) {
                gaps.add(name + ": has no field");
              } else if (!read.getAllFields().keySet().equals(Set.of(field))) {
                gaps.add(name + ": fills " + read.getAllFields().keySet());
              } else {
                filled.add(field);
              }
            });

    assertThat(gaps).isEmpty();
    assertThat(filled).containsExactlyInAnyOrderElementsOf(Recording.getDescriptor().getFields());
  }

  @Test
  void whatIsNullOrOfAnotherKindIsNotSet() {
    Value none = Value.newBuilder().setNullValue(com.google.protobuf.NullValue.NULL_VALUE).build();
    Recording read =
        RecordingReads.recording(
            Struct.newBuilder()
                .putFields("call_control_id", none)
                .putFields("download_urls", none)
                .putFields("duration_millis", Value.newBuilder().setStringValue("long").build())
                .putFields("created_at", Value.newBuilder().setStringValue("once").build())
                .build());

    assertThat(read).isEqualTo(Recording.getDefaultInstance());
  }

  private static Value sample(JsonNode schema) {
    Value.Builder value = Value.newBuilder();
    if (schema.path("type").asText().equals("integer")) {
      return value.setNumberValue(1_500).build();
    } else if (schema.has("properties")) {
      return value
          .setStructValue(
              Struct.newBuilder()
                  .putFields("wav", Value.newBuilder().setStringValue("https://a").build()))
          .build();
    }
    return value
        .setStringValue(schema.path("x-format").asText().equals("date-time") ? TIME : "text")
        .build();
  }
}
