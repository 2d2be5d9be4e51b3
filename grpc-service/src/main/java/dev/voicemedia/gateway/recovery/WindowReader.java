package dev.voicemedia.gateway.recovery;

import dev.voicemedia.gateway.event.ListedWebhook;
import dev.voicemedia.gateway.eventlog.EventLogException;
import dev.voicemedia.gateway.time.Failures;
import dev.voicemedia.gateway.upstream.DeliveryListException;
import dev.voicemedia.gateway.upstream.DeliveryListException.Kind;
import dev.voicemedia.gateway.upstream.DeliveryPage;
import dev.voicemedia.gateway.upstream.DeliveryQuery;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;

/**
 * Reads the deliveries of one window, and stores what the log lacks. The list has no order and only
 * numbers its pages, so deliveries may slip from one page to another while it is read: it is read
 * until one pass has seen as many as there are.
 */
final class WindowReader {
  private static final int MAX_PASSES = 5;
  private static final int MAX_FAILURES = 8;

  private final Deliveries list;
  private final Importer importer;
  private final Pace pace;
  private final RecoveryMeters meters;

  WindowReader(Deliveries list, Importer importer, Pace pace, RecoveryMeters meters) {
    this.list = list;
    this.importer = importer;
    this.pace = pace;
    this.meters = meters;
  }

  /**
   * Reads a window.
   *
   * @throws DeliveryListException REFUSED, as no other window could be read either
   */
  WindowReport read(Window window, Selection selection)
      throws DeliveryListException, InterruptedException {
    Reading reading = new Reading(window, selection);
    boolean complete;
    try {
      complete = reading.untilComplete();
      if (!complete) {
        meters.unreadable(window, "its pages shifted in each of " + MAX_PASSES + " passes");
      }
    } catch (DeliveryListException e) {
      if (e.kind() == Kind.REFUSED) {
        throw e;
      }
      meters.unreadable(window, String.valueOf(e.getMessage()));
      complete = false;
    }
    WindowReport report = new WindowReport(window, reading.fates, complete);
    meters.read(report);
    return report;
  }

  /** Reads a page, again while that fails for a passing reason. */
  private DeliveryPage page(DeliveryQuery query, int number)
      throws DeliveryListException, InterruptedException {
    for (int failures = 1; ; failures++) {
      pace.beforeRequest();
      try {
        DeliveryPage page = list.page(query, number).get();
        meters.requested(true);
        return page;
      } catch (ExecutionException e) {
        meters.requested(false);
        if (!(e.getCause() instanceof DeliveryListException cause)) {
          throw new IllegalStateException("reading Telnyx's list failed", e.getCause());
        } else if (cause.kind() != Kind.TRANSIENT || failures == MAX_FAILURES) {
          throw cause;
        }
        pace.afterFailure(failures, cause.retryAfter().orElse(Duration.ZERO));
      }
    }
  }

  /** Fates of a page's deliveries; waits while the log takes none. */
  private List<Fate> store(List<ListedWebhook> webhooks, Selection selection)
      throws InterruptedException {
    List<Fate> fates = new ArrayList<>();
    List<ListedWebhook> left = webhooks;
    for (int failures = 1; !left.isEmpty(); failures++) {
      List<CompletableFuture<Fate>> tries =
          left.stream()
              .map(webhook -> importer.take(webhook, selection.ownUrls(), selection.notBefore()))
              .toList();
      List<ListedWebhook> failed = new ArrayList<>();
      for (int i = 0; i < tries.size(); i++) {
        try {
          fates.add(tries.get(i).join());
        } catch (CompletionException e) {
          if (!(Failures.unwrap(e) instanceof EventLogException) || failures == MAX_FAILURES) {
            throw e;
          }
          failed.add(left.get(i));
        }
      }
      if (!failed.isEmpty()) {
        pace.afterFailure(failures, Duration.ZERO);
      }
      left = failed;
    }
    return fates;
  }

  /**
   * Which deliveries to look at.
   *
   * @param failedOnly whether those that were delivered somewhere are left out
   * @param containing text that the webhook contains; empty for any
   * @param ownUrls addresses of this gateway
   * @param notBefore deliveries that finished earlier are too old
   */
  record Selection(boolean failedOnly, String containing, Set<String> ownUrls, Instant notBefore) {}

  /** One window being read, for as many passes as it takes. */
  private final class Reading {
    private final DeliveryQuery query;
    private final Selection selection;
    private final Set<String> seen = new HashSet<>();
    private final Map<Fate, Long> fates = new EnumMap<>(Fate.class);

    Reading(Window window, Selection selection) {
      this.query =
          new DeliveryQuery(
              window.start(), window.end(), selection.failedOnly(), selection.containing());
      this.selection = selection;
    }

    boolean untilComplete() throws DeliveryListException, InterruptedException {
      for (int pass = 0; pass < MAX_PASSES; pass++) {
        if (pass()) {
          return true;
        }
      }
      return false;
    }

    /** Reads all pages once; returns whether nothing can have slipped by. */
    private boolean pass() throws DeliveryListException, InterruptedException {
      Set<String> ofPass = new HashSet<>();
      long total = -1;
      boolean steady = true;
      for (int number = 1; ; number++) {
        DeliveryPage page = page(query, number);
        steady &= number == 1 || page.totalResults() == total;
        total = page.totalResults();
        take(page, ofPass);
        if (page.deliveries().isEmpty() || number >= page.totalPages()) {
          return steady && (total < 0 || ofPass.size() >= total);
        }
      }
    }

    private void take(DeliveryPage page, Set<String> ofPass) throws InterruptedException {
      List<ListedWebhook> fresh = new ArrayList<>();
      for (ListedWebhook webhook : page.deliveries()) {
        String key = webhook.deliveryId().isEmpty() ? webhook.toString() : webhook.deliveryId();
        ofPass.add(key);
        if (seen.add(key)) {
          fresh.add(webhook);
        }
      }
      store(fresh, selection).forEach(fate -> fates.merge(fate, 1L, Long::sum));
    }
  }
}
