package dev.voicemedia.gateway.waits;

/** What it rests on that an event is taken for that of a command. */
public enum Basis {
  /** Nothing else was heard or gathered on the leg, and this gateway sent nothing else. */
  SOLE,
  /** The media, which only this one of the commands has. */
  MEDIA,
  /** The order of the commands that this gateway has sent. */
  QUEUED,
  /** Nothing that would do. */
  AMBIGUOUS
}
