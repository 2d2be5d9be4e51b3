package dev.voicemedia.openapi.drift;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Our document, to be changed by a test into what upstream might publish. */
final class UpstreamDocument {

  private static final String OURS = "/dev/voicemedia/openapi/telnyx-voice-media.yaml";

  private final ObjectNode root;

  private UpstreamDocument(ObjectNode root) {
    this.root = root;
  }

  static UpstreamDocument likeOurs() {
    try (InputStream in = UpstreamDocument.class.getResourceAsStream(OURS)) {
      return new UpstreamDocument((ObjectNode) new YAMLMapper().readTree(in));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  ObjectNode root() {
    return root;
  }

  ObjectNode schema(String name) {
    return object("/components/schemas/" + name);
  }

  ObjectNode properties(String schema) {
    return object("/components/schemas/" + schema + "/properties");
  }

  /** Fails if there is none, so that no test goes on with an unchanged document. */
  void removeProperty(String schema, String name) {
    existing("/components/schemas/" + schema + "/properties/" + name);
    properties(schema).remove(name);
  }

  ArrayNode array(String pointer) {
    return (ArrayNode) existing(pointer);
  }

  ObjectNode object(String pointer) {
    return (ObjectNode) existing(pointer);
  }

  /** A copy of one entry of an object under another name; what it says is then changed. */
  ObjectNode copy(String pointerOfObject, String from, String to) {
    ObjectNode copy = object(pointerOfObject).path(from).deepCopy();
    object(pointerOfObject).set(to, copy);
    return copy;
  }

  Path writeJson(Path folder) {
    return write(folder.resolve("upstream.json"), root.toPrettyString());
  }

  Path writeYaml(Path folder) {
    try {
      return write(folder.resolve("upstream.yaml"), new YAMLMapper().writeValueAsString(root));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path write(Path file, String text) {
    try {
      return Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private JsonNode existing(String pointer) {
    JsonNode node = root.at(pointer);
    if (node.isMissingNode()) {
      throw new IllegalArgumentException("our document has nothing at " + pointer);
    }
    return node;
  }
}
