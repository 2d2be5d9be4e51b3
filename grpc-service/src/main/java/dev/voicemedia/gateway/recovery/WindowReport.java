package dev.voicemedia.gateway.recovery;

import java.util.Map;

/**
 * What became of the deliveries of a window.
 *
 * @param fates how many had each fate
 * @param complete whether the list could be read to its end
 */
public record WindowReport(Window window, Map<Fate, Long> fates, boolean complete) {
  public WindowReport {
    fates = Map.copyOf(fates);
  }

  public long listed() {
    return fates.values().stream().mapToLong(Long::longValue).sum();
  }

  public long recovered() {
    return of(Fate.RECOVERED);
  }

  public long known() {
    return of(Fate.KNOWN);
  }

  public long foreign() {
    return of(Fate.FOREIGN);
  }

  /** Deliveries that the list has without what was delivered. */
  public long withoutPayload() {
    return of(Fate.NO_PAYLOAD);
  }

  /** Deliveries that are older than what the log could recognize as a duplicate. */
  public long tooOld() {
    return of(Fate.TOO_OLD);
  }

  private long of(Fate fate) {
    return fates.getOrDefault(fate, 0L);
  }
}
