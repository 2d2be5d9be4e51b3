package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.time.Failures;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The key that commands are sent with. It may be replaced while they are. */
public final class ApiKeys {
  /** The newest first. Answers to commands that were sent with the one before are still to come. */
  private volatile List<ApiKey> keys;

  public ApiKeys(ApiKey first) {
    keys = List.of(first);
  }

  /**
   * Uses the key in a file from now on.
   *
   * @throws UncheckedIOException if it cannot be read
   * @throws IllegalArgumentException if it holds no key
   */
  public void load(Path file) {
    try {
      ApiKey next = new ApiKey(Files.readString(file).strip());
      if (!next.equals(current())) {
        keys = List.of(next, current());
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot be read (" + Failures.ofFile(e) + ")", e);
    }
  }

  ApiKey current() {
    return keys.get(0);
  }

  /** A text, without the keys in it. */
  String hiddenIn(@Nullable String text) {
    String hidden = text == null ? "" : text;
    for (ApiKey key : keys) {
      hidden = hidden.replace(key.value(), "[hidden]");
    }
    return hidden;
  }
}
