package dev.voicemedia.gateway.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A node of the access file that knows where it stands, so that errors can say it. */
record FileNode(String file, String path, JsonNode json) {

  /** The mapping's fields, none of which may have another name than these. */
  FileNode mapping(Set<String> fields) throws AccessFileException {
    if (!json.isObject()) {
      throw wrong("expected a mapping");
    }
    for (Map.Entry<String, JsonNode> field : json.properties()) {
      if (!fields.contains(field.getKey())) {
        throw child(field.getKey()).wrong("no such field, expected one of " + sorted(fields));
      }
    }
    return this;
  }

  Optional<FileNode> find(String field) {
    return json.has(field) ? Optional.of(child(field)) : Optional.empty();
  }

  FileNode get(String field) throws AccessFileException {
    return find(field).orElseThrow(() -> child(field).wrong("missing"));
  }

  List<FileNode> list() throws AccessFileException {
    if (!json.isArray() || json.isEmpty()) {
      throw wrong("expected a list that is not empty");
    }
    List<FileNode> items = new ArrayList<>();
    for (int i = 0; i < json.size(); i++) {
      items.add(new FileNode(file, path + "[" + i + "]", json.get(i)));
    }
    return items;
  }

  /** Text that is not empty; what would be a number has to stand in quotes. */
  String text() throws AccessFileException {
    if (!json.isTextual() || json.textValue().isBlank()) {
      throw wrong("expected text, in quotes if it is a number");
    }
    return json.textValue();
  }

  int positive() throws AccessFileException {
    if (!json.isIntegralNumber() || !json.canConvertToInt() || json.intValue() < 1) {
      throw wrong("expected a whole number from 1");
    }
    return json.intValue();
  }

  /** An error about this node; it shows no value, as that may be a secret in the wrong place. */
  AccessFileException wrong(String what) {
    return new AccessFileException(file, path.isEmpty() ? what : path + ": " + what);
  }

  private FileNode child(String field) {
    JsonNode value = json.get(field);
    return new FileNode(
        file,
        path.isEmpty() ? field : path + "." + field,
        value == null ? NullNode.getInstance() : value);
  }

  private static List<String> sorted(Set<String> words) {
    return words.stream().sorted().toList();
  }
}
