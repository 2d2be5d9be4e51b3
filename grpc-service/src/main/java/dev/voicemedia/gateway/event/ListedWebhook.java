package dev.voicemedia.gateway.event;

import com.google.protobuf.ByteString;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * A webhook as Telnyx's list of deliveries has it. It stands beside a verified webhook as the other
 * proof that an event is Telnyx's: the list came over a connection that was authenticated, but
 * there is no signature that anyone could check again. Only the reader of that list makes one.
 *
 * @param data what is {@code data} in a webhook, as JSON; empty if the list has none
 * @param deliveryId Telnyx's id of the delivery; empty if the list names none
 * @param finishedAt when Telnyx gave the delivery up, or delivered it; empty if it does not say
 * @param urls where it was sent, newest attempt first
 */
public record ListedWebhook(
    ByteString data, String deliveryId, Optional<Instant> finishedAt, List<String> urls) {
  public ListedWebhook {
    urls = List.copyOf(urls);
  }
}
