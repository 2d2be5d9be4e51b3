package dev.voicemedia.gateway.eventlog;

import dev.voicemedia.gateway.event.IncomingEvent;
import java.util.concurrent.CompletableFuture;

/** The way into the log. Safe for use by many threads. */
public interface EventAppender {

  /**
   * Stores an event, unless it is a duplicate. The result comes once the event is durable, on a
   * thread of the log: whoever continues from it must not block.
   *
   * <p>Fails with {@link EventLogException}: BUSY, or UNAVAILABLE; the event is then not stored, or
   * at least not known to be.
   */
  CompletableFuture<AppendResult> append(IncomingEvent event);
}
