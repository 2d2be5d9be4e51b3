package dev.voicemedia.gateway.eventlog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The operator's word that the clock is right, as a file in the data folder: only who may write
 * there can give it, whether or not a gateway runs.
 */
public final class ClockConfirmation {
  private static final Logger log = LoggerFactory.getLogger(ClockConfirmation.class);
  private static final String FILE = "clock-confirmed";

  /** A word that was given at another time is about another clock. */
  private static final Duration VALID = Duration.ofHours(1);

  private final Path file;

  /**
   * @param data the data folder
   */
  public ClockConfirmation(Path data) {
    this.file = data.resolve(FILE);
  }

  /** Says that this is the time; the gateway takes it within seconds if it distrusts its clock. */
  public void give(Instant now) throws IOException {
    Files.writeString(file, now + "\n");
  }

  /** Takes the operator's word, if there is one and it is about this time; it counts once. */
  boolean take(Instant now) {
    try {
      String given = Files.readString(file, StandardCharsets.US_ASCII).strip();
      Files.delete(file);
      return Duration.between(Instant.parse(given), now).abs().compareTo(VALID) <= 0;
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException | DateTimeException e) {
      log.warn("{}: {}, expected a time and to be deletable; it is ignored", file, e.toString());
      return false;
    }
  }
}
