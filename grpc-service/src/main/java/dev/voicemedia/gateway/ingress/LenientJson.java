package dev.voicemedia.gateway.ingress;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonFactoryBuilder;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reader of text that is nearly JSON: with tokens that JSON does not have, bytes that are not
 * UTF-8, numbers or nesting beyond what parsers accept, or an end that is missing. It keeps what it
 * could read before it gave up.
 */
final class LenientJson {
  /** Depth of the objects that are kept: an envelope, its data, a payload, and what is in that. */
  private static final int KEPT_DEPTH = 8;

  /** Digits of a number that is kept, as strict parsers have it. */
  private static final int MAX_DIGITS = 1_000;

  private static final JsonFactory JSON = factory();

  private final byte[] body;
  private final JsonParser parser;
  private final ObjectNode root = JsonNodeFactory.instance.objectNode();
  private long dataStart = -1;
  private long dataEnd = -1;

  private LenientJson(byte[] body, String text) throws IOException {
    this.body = body;
    this.parser = JSON.createParser(text);
  }

  /**
   * What could be read.
   *
   * @param root members that were read; without any if the text does not begin with an object
   * @param dataFingerprint of the bytes of the member "data"; null if there is none, or if its end
   *     is missing
   */
  record Reading(ObjectNode root, @Nullable String dataFingerprint) {}

  static Reading read(byte[] body) {
    try {
      LenientJson reader = new LenientJson(body, new String(body, StandardCharsets.UTF_8));
      try (reader.parser) {
        return reader.read();
      }
    } catch (IOException e) {
      return new Reading(JsonNodeFactory.instance.objectNode(), null);
    }
  }

  private Reading read() {
    try {
      if (parser.nextToken() == JsonToken.START_OBJECT) {
        readMembers(root, 1);
      }
    } catch (IOException e) {
      // What was read so far is worth having.
    }
    return new Reading(root, dataEnd < 0 ? null : dataFingerprint());
  }

  private String dataFingerprint() {
    return Fingerprint.of(Arrays.copyOfRange(body, byteOf(dataStart), byteOf(dataEnd)));
  }

  private void readMembers(ObjectNode object, int depth) throws IOException {
    while (parser.nextToken() == JsonToken.FIELD_NAME) {
      String name = parser.currentName();
      JsonToken value = parser.nextToken();
      boolean isData = depth == 1 && name.equals("data");
      if (isData) {
        dataStart = parser.currentTokenLocation().getCharOffset();
      }
      if (value == JsonToken.START_OBJECT && depth < KEPT_DEPTH) {
        readMembers(object.putObject(name), depth + 1);
      } else if (value != null && value.isStructStart()) {
        parser.skipChildren();
      } else if (value != null) {
        putScalar(object, name, value);
      }
      if (isData) {
        dataEnd = parser.currentLocation().getCharOffset();
      }
    }
  }

  private void putScalar(ObjectNode object, String name, JsonToken value) throws IOException {
    switch (value) {
      case VALUE_STRING -> object.put(name, parser.getText());
      case VALUE_TRUE, VALUE_FALSE -> object.put(name, value == JsonToken.VALUE_TRUE);
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> putNumber(object, name, value);
      default -> object.putNull(name);
    }
  }

  /** Numbers that are none, or are beyond measure, are no use to anybody. */
  private void putNumber(ObjectNode object, String name, JsonToken value) throws IOException {
    if (parser.getTextLength() > MAX_DIGITS || parser.isNaN()) {
      object.putNull(name);
    } else if (value == JsonToken.VALUE_NUMBER_INT) {
      object.put(name, parser.getBigIntegerValue());
    } else {
      object.put(name, parser.getDecimalValue());
    }
  }

  /** Position in the body of a character of the decoded text. */
  private int byteOf(long character) {
    CharsetDecoder decoder =
        StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPLACE)
            .onUnmappableCharacter(CodingErrorAction.REPLACE);
    ByteBuffer bytes = ByteBuffer.wrap(body);
    decoder.decode(bytes, CharBuffer.allocate((int) character), true);
    return bytes.position();
  }

  private static JsonFactory factory() {
    JsonFactoryBuilder builder = new JsonFactoryBuilder();
    for (JsonReadFeature feature : JsonReadFeature.values()) {
      builder.enable(feature);
    }
    return builder
        .streamReadConstraints(
            StreamReadConstraints.builder()
                .maxNestingDepth(Integer.MAX_VALUE)
                .maxNumberLength(Integer.MAX_VALUE)
                .maxNameLength(Integer.MAX_VALUE)
                .maxStringLength(Integer.MAX_VALUE)
                .build())
        .build();
  }
}
