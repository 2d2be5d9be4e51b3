package dev.voicemedia.gateway.cli.settings;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import dev.voicemedia.gateway.cli.text.Suggestion;
import dev.voicemedia.gateway.time.Failures;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Settings from a YAML file: one flat mapping, whose keys are the names of environment variables in
 * lower case, without {@code VOICEMEDIA_}. Secrets are named by their {@code …_file} keys only.
 */
public final class ConfigFile {
  private static final int MAX_BYTES = 1 << 20;
  private static final String PREFIX = "VOICEMEDIA_";
  private static final Set<String> SECRETS = Set.of("telnyx_api_key");
  private static final ConfigFile NONE = new ConfigFile("", Map.of());

  private final String name;
  private final Map<String, String> values;

  private ConfigFile(String name, Map<String, String> values) {
    this.name = name;
    this.values = Map.copyOf(values);
  }

  /** No file, and so no settings. */
  public static ConfigFile none() {
    return NONE;
  }

  /**
   * Reads a file of at most 1 MiB.
   *
   * @param variables environment variables whose keys the file may have
   * @throws ConfigFileException with a line that names the file and what is wrong with it
   */
  public static ConfigFile read(Path file, Set<String> variables) throws ConfigFileException {
    JsonNode root = parse(file);
    if (root == null || root.isMissingNode() || root.isNull()) {
      return new ConfigFile(file.toString(), Map.of());
    }
    if (!root.isObject()) {
      throw new ConfigFileException(file, "expected a mapping of settings to values");
    }
    Map<String, String> known = new TreeMap<>();
    variables.forEach(variable -> known.put(keyOf(variable), variable));
    Map<String, String> values = new TreeMap<>();
    for (Map.Entry<String, JsonNode> entry : root.properties()) {
      String key = entry.getKey();
      if (SECRETS.contains(key)) {
        throw new ConfigFileException(
            file, key + ": a secret, expected " + key + "_file with the name of its file");
      }
      String variable = known.get(key);
      if (variable == null) {
        throw new ConfigFileException(
            file,
            key
                + ": no such setting"
                + Suggestion.of(key, known.keySet()).map(near -> ", expected " + near).orElse(""));
      }
      values.put(variable, text(file, key, entry.getValue()));
    }
    return new ConfigFile(file.toString(), values);
  }

  /** Key of an environment variable in the file: {@code grpc_port} for VOICEMEDIA_GRPC_PORT. */
  public static String keyOf(String variable) {
    String name = variable.startsWith(PREFIX) ? variable.substring(PREFIX.length()) : variable;
    return name.toLowerCase(Locale.ROOT);
  }

  /** Value that the file sets in place of an environment variable. */
  Optional<String> value(String variable) {
    return Optional.ofNullable(values.get(variable));
  }

  /** Name of the file. */
  @Override
  public String toString() {
    return name;
  }

  private static @Nullable JsonNode parse(Path file) throws ConfigFileException {
    ObjectMapper yaml =
        new ObjectMapper(new YAMLFactory())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MAX_BYTES + 1);
      if (bytes.length > MAX_BYTES) {
        throw new ConfigFileException(file, "larger than 1 MiB, expected at most that");
      }
      return yaml.readTree(bytes);
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null ? "" : "line " + Math.max(1, e.getLocation().getLineNr()) + ": ";
      String problem = e.getOriginalMessage().lines().findFirst().orElse("not YAML");
      throw new ConfigFileException(file, where + problem);
    } catch (IOException e) {
      throw new ConfigFileException(file, "cannot be read (" + Failures.ofFile(e) + ")");
    }
  }

  /** A list, of public keys for instance, is what a variable separates by commas. */
  private static String text(Path file, String key, JsonNode value) throws ConfigFileException {
    if (value.isArray() && !value.isEmpty()) {
      List<String> texts = new ArrayList<>();
      for (JsonNode each : value) {
        texts.add(scalar(file, key, each));
      }
      return String.join(",", texts);
    }
    return scalar(file, key, value);
  }

  private static String scalar(Path file, String key, JsonNode value) throws ConfigFileException {
    if (!value.isValueNode() || value.isNull()) {
      throw new ConfigFileException(
          file,
          key + ": " + value.getNodeType().name().toLowerCase(Locale.ROOT) + ", expected a value");
    }
    return value.asText();
  }
}
