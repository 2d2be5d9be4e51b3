package dev.voicemedia.openapi.drift;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLAnchorReplayingFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import org.yaml.snakeyaml.LoaderOptions;

/** Reads an OpenAPI 3.0 or 3.1 document, YAML or JSON, from a path or an http(s) URL. */
final class DocumentReader {

  /** The vendor's whole document has 5 MB; more than this is something else. */
  private static final int MAX_BYTES = 64 << 20;

  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(60);

  private DocumentReader() {}

  static JsonNode read(String location) throws BadDocumentException {
    byte[] bytes = location.matches("https?://.*") ? download(location) : load(location);
    if (bytes.length > MAX_BYTES) {
      throw new BadDocumentException(location + " has more than " + MAX_BYTES + " bytes");
    }
    JsonNode document = parse(location, new String(bytes, StandardCharsets.UTF_8));
    String version = document.path("openapi").asText();
    if (!version.matches("3\\.[01](\\..*)?")) {
      throw new BadDocumentException(
          location
              + " is not an OpenAPI 3.0 or 3.1 document: openapi is "
              + (version.isEmpty() ? "missing" : version));
    }
    return document;
  }

  private static byte[] load(String location) throws BadDocumentException {
    try (InputStream in = Files.newInputStream(Path.of(location))) {
      return in.readNBytes(MAX_BYTES + 1);
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new BadDocumentException(location + ": there is no such file");
    } catch (IOException e) {
      throw new BadDocumentException(location + " cannot be read: " + e.getMessage());
    }
  }

  private static byte[] download(String location) throws BadDocumentException {
    try {
      HttpClient http =
          HttpClient.newBuilder()
              .followRedirects(HttpClient.Redirect.NORMAL)
              .connectTimeout(CONNECT_TIMEOUT)
              .build();
      HttpResponse<InputStream> response =
          http.send(
              HttpRequest.newBuilder(URI.create(location)).timeout(ANSWER_TIMEOUT).build(),
              HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          throw new BadDocumentException(location + " answers " + response.statusCode());
        }
        return body.readNBytes(MAX_BYTES + 1);
      }
    } catch (IOException | IllegalArgumentException e) {
      throw new BadDocumentException(location + " cannot be fetched: " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new BadDocumentException(location + ": interrupted");
    }
  }

  private static JsonNode parse(String location, String text) throws BadDocumentException {
    try {
      JsonNode document = mapper(text).readTree(text);
      if (!document.isObject()) {
        throw new BadDocumentException(location + " is not an OpenAPI document");
      }
      return document;
    } catch (JsonProcessingException e) {
      JsonLocation place = e.getLocation();
      throw new BadDocumentException(
          location
              + " is neither JSON nor YAML: "
              + e.getOriginalMessage().lines().findFirst().orElse("")
              + (place == null ? "" : " (line " + place.getLineNr() + ")"));
    }
  }

  private static ObjectMapper mapper(String text) {
    if (text.stripLeading().startsWith("{")) {
      return new JsonMapper();
    }
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(MAX_BYTES);
    YAMLFactory factory = YAMLFactory.builder().loaderOptions(options).build();
    return new YAMLMapper(new YAMLAnchorReplayingFactory(factory, null));
  }
}
