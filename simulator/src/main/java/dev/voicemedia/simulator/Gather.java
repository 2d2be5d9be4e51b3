package dev.voicemedia.simulator;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Digits that are being collected on a call. Knows no clock and plays nothing by itself. */
final class Gather {

  /** What is to be done after a digit or a time-out. */
  enum Next {
    WAIT,
    /** Play the prompt once more. */
    PROMPT,
    /** The same, after the one that says that the input was wrong. */
    PROMPT_AFTER_INVALID,
    END
  }

  private final Settings settings;
  private final Instant startedAt;
  private final StringBuilder digits = new StringBuilder();
  private @Nullable Instant waitingSince;
  private String status = "cancelled";
  private int tries = 1;

  Gather(Settings settings, Instant startedAt) {
    this.settings = settings;
    this.startedAt = startedAt;
    waitingSince = settings.prompt() == null ? startedAt : null;
  }

  Settings settings() {
    return settings;
  }

  String digits() {
    return digits.toString();
  }

  /** How it has ended, as call.gather.ended names it; cancelled while it goes on. */
  String status() {
    return status;
  }

  @SuppressWarnings("ReferenceEquality") // a playback of the same file is not the prompt
  boolean hasPrompt(Audio audio) {
    return audio == settings.prompt() || audio == settings.invalidPrompt();
  }

  /** The time for the first digit begins when the prompt has ended. */
  @SuppressWarnings("ReferenceEquality") // as above
  void ended(Audio audio, Instant now) {
    if (audio == settings.prompt()) {
      waitingSince = now;
    }
  }

  Next press(char digit, Instant now) {
    waitingSince = now;
    if (digit == settings.terminator()) {
      return digits.length() >= settings.fewest() ? end("valid") : failed("invalid");
    }
    digits.append(digit);
    if (settings.valid().indexOf(digit) < 0) {
      return failed("invalid");
    }
    return digits.length() == settings.most() ? end("valid") : Next.WAIT;
  }

  /** When waiting is over; empty while the prompt plays. */
  Optional<Instant> deadline() {
    Instant since = waitingSince;
    if (since == null) {
      return Optional.empty();
    }
    Duration patience = digits.length() == 0 ? settings.first() : settings.between();
    Duration total = settings.total();
    return Stream.of(
            Optional.of(since.plus(patience)), Optional.ofNullable(total).map(startedAt::plus))
        .flatMap(Optional::stream)
        .min(Instant::compareTo);
  }

  Next timeOut() {
    if (digits.length() == 0) {
      return failed("timeout");
    }
    return digits.length() >= settings.fewest() ? end("valid") : failed("invalid");
  }

  private Next failed(String how) {
    if (settings.prompt() == null || tries == settings.tries()) {
      return end(how);
    }
    tries++;
    digits.setLength(0);
    waitingSince = null;
    return how.equals("invalid") && settings.invalidPrompt() != null
        ? Next.PROMPT_AFTER_INVALID
        : Next.PROMPT;
  }

  private Next end(String how) {
    status = how;
    return Next.END;
  }

  /**
   * How digits are collected.
   *
   * @param prompt null without one
   * @param invalidPrompt what comes before the prompt after wrong input; null for nothing
   * @param fewest digits that are valid
   * @param most digits, with which it ends
   * @param valid digits
   * @param terminator the digit that ends the input
   * @param first time for the first digit
   * @param between time between two digits
   * @param total time for all of it; null for no limit
   * @param tries how often the prompt is played at most
   */
  record Settings(
      @Nullable Audio prompt,
      @Nullable Audio invalidPrompt,
      int fewest,
      int most,
      String valid,
      char terminator,
      Duration first,
      Duration between,
      @Nullable Duration total,
      int tries) {}
}
