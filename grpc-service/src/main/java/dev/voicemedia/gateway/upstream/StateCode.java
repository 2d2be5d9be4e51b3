package dev.voicemedia.gateway.upstream;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Telnyx's error codes that are about a state: the request is right, but its time is not. All other
 * codes are about the request. Of several, the one that stands first here decides.
 */
public enum StateCode {
  /** The call has ended, for good. */
  CALL_ENDED("90018"),
  /** The call has not been answered yet. */
  CALL_NOT_ANSWERED("90034"),
  /** Anything else that the call, or what belongs to it, is doing or not doing. */
  OTHER(
      "90019", // the conference has ended
      "90020", // no audio yet that could be recorded
      "90031", // the call is not forked
      "90032", // the conference is full
      "90033", // the conference's name is taken
      "90036", // the queue is full
      "90038", // the call is in the queue already
      "90045", // media streaming is in use
      "90047", // the participant is on hold
      "90050", // the queue is not empty
      "90054", // a transcription is in progress
      "90061"); // an AI assistant is in progress

  @SuppressWarnings("ImmutableEnumChecker") // List.of
  private final List<String> codes;

  StateCode(String... codes) {
    this.codes = List.of(codes);
  }

  public List<String> codes() {
    return codes;
  }

  /** Empty for a code that is about the request. */
  static Optional<StateCode> of(String code) {
    return Arrays.stream(values()).filter(state -> state.codes.contains(code)).findFirst();
  }
}
