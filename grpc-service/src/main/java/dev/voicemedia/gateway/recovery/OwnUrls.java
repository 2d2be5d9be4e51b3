package dev.voicemedia.gateway.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.event.EventHeader;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventSource;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Addresses that Telnyx sends this gateway's webhooks to, by which its deliveries are distinguished
 * from those of other applications: those that are configured, or else those that received webhooks
 * say they were delivered to. It belongs to the thread of recovery.
 */
final class OwnUrls {
  private static final ObjectReader JSON = new JsonMapper().reader();
  private static final int NEWEST = 256;
  private static final int MAX_BYTES = 8 << 20;

  private final Set<String> configured;
  private final EventLog log;
  private final Set<String> learnt = new HashSet<>();

  /** The log up to here has been looked at. */
  private long lookedUpTo;

  OwnUrls(Set<String> configured, EventLog log) {
    this.configured = configured;
    this.log = log;
  }

  /**
   * The addresses as they are known now; empty if none is.
   *
   * @throws dev.voicemedia.gateway.eventlog.EventLogException if the log cannot be read
   */
  Set<String> get() {
    if (!configured.isEmpty()) {
      return configured;
    }
    learn();
    return Set.copyOf(learnt);
  }

  /**
   * Looks at the newest webhooks since the last time. They may lie before any number of recovered
   * events, which name no address.
   */
  private void learn() {
    long head = log.head();
    long floor = Math.max(log.earliest(), lookedUpTo);
    int webhooks = 0;
    for (long end = head; end > floor && webhooks < NEWEST; ) {
      long after = Math.max(floor, end - NEWEST);
      for (LogEntry entry : log.read(after, (int) (end - after), MAX_BYTES)) {
        if (entry.position() <= end && isReceived(entry)) {
          webhooks++;
          deliveredTo(entry).ifPresent(learnt::add);
        }
      }
      end = after;
    }
    lookedUpTo = head;
  }

  private static boolean isReceived(LogEntry entry) {
    return EventHeader.read(entry.encodedEvent()).source() == EventSource.EVENT_SOURCE_RECEIVED;
  }

  private static Optional<String> deliveredTo(LogEntry entry) {
    try {
      byte[] body = Event.parseFrom(entry.encodedEvent()).getWebhook().getBody().toByteArray();
      JsonNode url = JSON.readTree(body).path("meta").path("delivered_to");
      return Optional.of(url.asText()).filter(text -> url.isTextual() && !text.isEmpty());
    } catch (InvalidProtocolBufferException e) {
      return Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // not JSON
    }
  }
}
