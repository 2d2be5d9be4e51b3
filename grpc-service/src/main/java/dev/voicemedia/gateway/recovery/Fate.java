package dev.voicemedia.gateway.recovery;

/** What became of a listed delivery. */
enum Fate {
  /** The log lacked its event, and has it now. */
  RECOVERED,
  /** The log had its event. */
  KNOWN,
  /** It was of another application or product. */
  FOREIGN,
  /** The list has it without what was delivered. */
  NO_PAYLOAD,
  /** It is older than what the log could recognize as a duplicate. */
  TOO_OLD
}
