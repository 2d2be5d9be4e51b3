package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.event.Lineage;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.AppendListener;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.eventlog.EventPage;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A log that nothing is ever stored in. */
final class EmptyLog implements EventLog {
  private final Lineage lineage = Lineage.create();

  @Override
  public List<LogEntry> read(long after, int maxEntries, int maxBytes) {
    return List.of();
  }

  @Override
  public Optional<LogEntry> find(String eventId) {
    return Optional.empty();
  }

  @Override
  public long placeBefore(Instant receivedAt) {
    return 0;
  }

  @Override
  public long lastBefore(Instant receivedAt) {
    return 0;
  }

  @Override
  public EventPage page(EventPage.Request request) {
    return new EventPage(List.of(), Optional.empty());
  }

  @Override
  public long head() {
    return 0;
  }

  @Override
  public long earliest() {
    return 0;
  }

  @Override
  public Lineage lineage() {
    return lineage;
  }

  @Override
  public Runnable onAppended(AppendListener listener) {
    return () -> {};
  }
}
