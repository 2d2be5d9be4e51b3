package dev.voicemedia.simulator;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What goes wrong when a {@link Fault} strikes. */
public sealed interface Effect {

  /** Strikes the answer to a command. */
  sealed interface OnAnswer extends Effect {
    /** Whether the command is executed all the same. */
    boolean executed();
  }

  /** Strikes the delivery of a webhook. */
  sealed interface OnWebhook extends Effect {}

  /** Strikes what a command started. */
  sealed interface OnMedia extends Effect {}

  /** Which {@code telnyx-timestamp} a repeated delivery carries. */
  enum RetryTimestamp {
    /** The time of the repetition. */
    FRESH,
    /** The time of the first delivery. */
    OLD
  }

  /**
   * Another answer than the command deserves.
   *
   * @param status HTTP status, 200 to 599
   * @param executed whether the command is executed all the same
   * @param headers added to the answer; those that are set here win
   * @param body sent as it is; null sends the vendor's error body for the status, with {@code
   *     Retry-After: 1} for 429
   */
  record Answer(int status, boolean executed, Map<String, String> headers, @Nullable String body)
      implements OnAnswer {

    /** Checks the status and copies the headers. */
    public Answer {
      if (status < 200 || status > 599) {
        throw new IllegalArgumentException("status is " + status + ", expected 200 to 599");
      }
      headers = Map.copyOf(headers);
    }

    /** The vendor's error body for a status, before or after the command was executed. */
    public Answer(int status, boolean executed) {
      this(status, executed, Map.of(), null);
    }
  }

  /**
   * The command is executed, and its answer comes late.
   *
   * @param delay before the first byte
   */
  record SlowHeaders(Duration delay) implements OnAnswer {
    @Override
    public boolean executed() {
      return true;
    }
  }

  /**
   * The command is executed; the headers and half of the body come at once, the rest late.
   *
   * @param delay before the second half
   */
  record StalledBody(Duration delay) implements OnAnswer {
    @Override
    public boolean executed() {
      return true;
    }
  }

  /**
   * The connection is closed without an answer.
   *
   * @param executed whether the command was executed before
   */
  record DroppedConnection(boolean executed) implements OnAnswer {}

  /**
   * The connection is reset without an answer.
   *
   * @param executed whether the command was executed before
   */
  record ResetConnection(boolean executed) implements OnAnswer {}

  /** The command is executed; the connection is closed in the middle of the answer's body. */
  record CutBody() implements OnAnswer {
    @Override
    public boolean executed() {
      return true;
    }
  }

  /**
   * There is no answer; the connection is closed after a minute.
   *
   * @param executed whether the command was executed
   */
  record NoAnswer(boolean executed) implements OnAnswer {}

  /** After it was accepted, the webhook is sent once more, byte for byte. */
  record Duplicated() implements OnWebhook {}

  /**
   * After it was accepted, the webhook is sent as if it had not been: with the next attempt number,
   * signed anew.
   */
  record Redelivered(RetryTimestamp timestamp) implements OnWebhook {}

  /** The call's next webhook overtakes this one; if none comes within 2 s, it is sent. */
  record Reordered() implements OnWebhook {}

  /** The webhook is sent late; the call's later ones overtake it. */
  record Delayed(Duration delay) implements OnWebhook {}

  /** The webhook is never sent. */
  record Dropped() implements OnWebhook {}

  /**
   * A playback ends at once.
   *
   * @param status of call.playback.ended: failed, file_not_found, unknown or cancelled_amd; with
   *     file_not_found no call.playback.started comes before
   */
  record FailedPlayback(String status) implements OnMedia {}

  /**
   * A recording is not saved: call.recording.error comes instead.
   *
   * @param reason the event's reason
   */
  record FailedRecording(String reason) implements OnMedia {}

  /**
   * A dialled call is not answered: it ends with this cause.
   *
   * @param hangupCause of call.hangup: user_busy, call_rejected, not_found, … at the end of the
   *     ring time, or timeout or no_answer after the command's timeout_secs
   */
  record UnansweredDial(String hangupCause) implements OnMedia {}
}
