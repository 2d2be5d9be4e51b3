package dev.voicemedia.gateway.edge;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.IOException;

/**
 * JSON as its standard has it: one value, with nothing behind it, and no member twice. Protobuf's
 * own parser is lenient, and takes the last of two members: of a request that could mean two
 * things, none is done.
 */
final class StrictJson {
  private static final JsonFactory JSON =
      JsonFactory.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  private StrictJson() {}

  /**
   * Reads a text to its end.
   *
   * @throws UndecodableException saying where it is no JSON
   */
  static void check(String text) throws UndecodableException {
    try (JsonParser parser = JSON.createParser(text)) {
      if (parser.nextToken() == null) {
        throw new UndecodableException("the request is empty, expected a JSON object");
      }
      parser.skipChildren();
      if (parser.nextToken() != null) {
        throw new UndecodableException(
            "the request has something behind its JSON object" + at(parser.currentTokenLocation()));
      }
    } catch (JsonProcessingException e) {
      throw new UndecodableException(
          "the request is no JSON: " + e.getOriginalMessage() + at(e.getLocation()));
    } catch (IOException e) {
      throw new IllegalStateException("a text is read without a device", e);
    }
  }

  private static String at(JsonLocation location) {
    return ", at line " + location.getLineNr() + ", column " + location.getColumnNr();
  }
}
