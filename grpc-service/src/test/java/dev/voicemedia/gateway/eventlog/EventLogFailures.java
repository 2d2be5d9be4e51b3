package dev.voicemedia.gateway.eventlog;

/** Failures of the log, for tests of those who use it. */
public final class EventLogFailures {
  private EventLogFailures() {}

  public static EventLogException unavailable() {
    return new EventLogException(EventLogException.Reason.UNAVAILABLE, "no space left", null);
  }
}
