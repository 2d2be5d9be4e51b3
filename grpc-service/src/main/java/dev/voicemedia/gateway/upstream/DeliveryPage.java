package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.event.ListedWebhook;
import java.util.List;

/**
 * One page of Telnyx's list of deliveries.
 *
 * @param totalPages pages that matched when this one was read
 * @param totalResults deliveries that matched when this one was read
 */
public record DeliveryPage(List<ListedWebhook> deliveries, int totalPages, long totalResults) {
  public DeliveryPage {
    deliveries = List.copyOf(deliveries);
  }
}
