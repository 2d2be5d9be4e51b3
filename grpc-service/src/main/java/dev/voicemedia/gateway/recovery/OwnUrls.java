package dev.voicemedia.gateway.recovery;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.protobuf.InvalidProtocolBufferException;
import dev.voicemedia.gateway.event.LogEntry;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.v1.Event;
import java.io.IOException;
import java.util.HashSet;
import java.util.Set;

/**
 * Addresses that Telnyx sends this gateway's webhooks to, by which its deliveries are distinguished
 * from those of other applications: those that are configured, or else those that the newest
 * webhooks say they were delivered to.
 */
final class OwnUrls {
  private static final ObjectReader JSON = new JsonMapper().reader();
  private static final int NEWEST = 256;
  private static final int MAX_BYTES = 8 << 20;

  private final Set<String> configured;
  private final EventLog log;

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
    return configured.isEmpty() ? learnt() : configured;
  }

  private Set<String> learnt() {
    Set<String> urls = new HashSet<>();
    long after = Math.max(log.earliest(), log.head() - NEWEST);
    for (LogEntry entry : log.read(after, NEWEST, MAX_BYTES)) {
      String url = deliveredTo(entry);
      if (!url.isEmpty()) {
        urls.add(url);
      }
    }
    return urls;
  }

  private static String deliveredTo(LogEntry entry) {
    try {
      byte[] body = Event.parseFrom(entry.encodedEvent()).getWebhook().getBody().toByteArray();
      JsonNode url = JSON.readTree(body).path("meta").path("delivered_to");
      return url.isTextual() ? url.textValue() : "";
    } catch (InvalidProtocolBufferException e) {
      return "";
    } catch (IOException e) {
      return ""; // not JSON
    }
  }
}
