package dev.voicemedia.gateway.recovery;

import dev.voicemedia.gateway.upstream.DeliveryPage;
import dev.voicemedia.gateway.upstream.DeliveryQuery;
import java.util.concurrent.CompletableFuture;

/** Telnyx's list of webhook deliveries, as far as recovery needs it. */
@FunctionalInterface
public interface Deliveries {
  /**
   * Reads a page. Fails with {@link dev.voicemedia.gateway.upstream.DeliveryListException}.
   *
   * @param number of the page, counted from 1
   */
  CompletableFuture<DeliveryPage> page(DeliveryQuery query, int number);
}
