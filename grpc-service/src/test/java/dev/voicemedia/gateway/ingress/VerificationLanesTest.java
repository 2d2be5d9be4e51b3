package dev.voicemedia.gateway.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.access.Source;
import dev.voicemedia.gateway.testing.VirtualTimer;
import dev.voicemedia.webhook.VerifiedWebhook;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** A second of attack and of normal traffic, on a clock of the test. */
class VerificationLanesTest {
  private static final int LIMIT = 1000;
  private static final int KILOBYTE = 1 << 10;
  private static final Duration MILLISECOND = Duration.ofMillis(1);

  private final Throwable forgery = forgery();

  private final VirtualTimer timer = new VirtualTimer();
  private final VerificationLanes lanes =
      new VerificationLanes(LIMIT, timer, new SimpleMeterRegistry());
  private int verified;

  @Test
  void aSourceThatHasNotFailedIsVerifiedAtOnce() {
    for (int i = 0; i < LIMIT / 10; i++) {
      assertThat(good("192.0.2.1")).isCompleted();
    }
  }

  @Test
  void beyondTheLimitOthersAreDelayedInOrderAndNoneIsRefused() {
    List<CompletableFuture<String>> all = new ArrayList<>();
    for (int i = 0; i < 2 * LIMIT; i++) {
      all.add(good("192.0.2.1"));
    }

    assertThat(all.get(all.size() - 1)).isNotDone();
    timer.advance(Duration.ofMillis(2100));

    assertThat(all).allMatch(each -> each.isDone() && !each.isCompletedExceptionally());
  }

  /**
   * Eight attackers with 3,000 a second together, and 50 authentic ones a second from elsewhere.
   */
  @Test
  void attackersDelayEachOtherAndNobodyElse() {
    List<CompletableFuture<String>> authentic = new ArrayList<>();
    List<CompletableFuture<String>> forged = new ArrayList<>();
    for (int ms = 0; ms < 10_000; ms++) {
      for (int i = 0; i < 3; i++) {
        forged.add(bad("192.0.2." + (2 + (3 * ms + i) % 8)));
      }
      if (ms % 20 == 0) {
        CompletableFuture<String> webhook = good("192.0.2.1");
        assertThat(webhook).isCompleted();
        authentic.add(webhook);
      }
      timer.advance(MILLISECOND);
    }

    assertThat(authentic).hasSize(500);
    // A quarter of the limit, and of each source what charges it again once a second.
    assertThat(verified).isBetween(2_400, 2_500 + 500 + 8 * (10 + 11) + 50);
    assertThat(forged).anyMatch(VerificationLanesTest::isRefused);
  }

  @Test
  void anAuthenticWebhookOfAChargedSourceIsVerifiedLaterButIs() {
    charge("192.0.2.2");
    for (int i = 0; i < 100; i++) {
      var unused = bad("192.0.2.2");
    }

    CompletableFuture<String> webhook = good("192.0.2.2");
    assertThat(webhook).isNotDone();
    timer.advance(Duration.ofSeconds(1));

    assertThat(webhook).isCompletedWithValue("stored");
  }

  @Test
  void inTheLaneOfTheChargedSourcesTakeTurnsAndTheGreediestIsRefused() {
    charge("192.0.2.2");
    charge("192.0.2.3");
    List<CompletableFuture<String>> flood = new ArrayList<>();
    for (int i = 0; i < 2_000; i++) {
      flood.add(bad("192.0.2.2"));
    }

    CompletableFuture<String> webhook = good("192.0.2.3");
    timer.advance(Duration.ofMillis(20));

    assertThat(webhook).isCompletedWithValue("stored");
    assertThat(flood).anyMatch(VerificationLanesTest::isRefused);
  }

  @Test
  void aSourceIsForgivenInTime() {
    charge("192.0.2.2");
    timer.advance(Duration.ofSeconds(30));

    assertThat(good("192.0.2.2")).isCompletedWithValue("stored");
  }

  /** Twenty forgeries, which is more than a source has at once. */
  private void charge(String address) {
    for (int i = 0; i < 20; i++) {
      var unused = bad(address);
    }
    timer.advance(Duration.ofMillis(200));
  }

  private CompletableFuture<String> good(String address) {
    return take(address, () -> CompletableFuture.completedFuture("stored"));
  }

  private CompletableFuture<String> bad(String address) {
    return take(address, () -> CompletableFuture.failedFuture(forgery));
  }

  private CompletableFuture<String> take(
      String address, Supplier<CompletableFuture<String>> verification) {
    return lanes.verify(
        source(address),
        KILOBYTE,
        Runnable::run,
        () -> {
          verified++;
          return verification.get();
        });
  }

  private static Source source(String address) {
    try {
      return Source.of(InetAddress.getByName(address));
    } catch (UnknownHostException e) {
      throw new AssertionError(e);
    }
  }

  private static boolean isRefused(CompletableFuture<String> webhook) {
    return webhook.isCompletedExceptionally()
        && webhook
            .handle((result, failure) -> failure)
            .join()
            .toString()
            .contains("BudgetSpentException");
  }

  private static Throwable forgery() {
    byte[] body = {1};
    try {
      VerifiedWebhook unexpected =
          WebhookVerifier.builder()
              .publicKeys(WebhookSigner.random().publicKey())
              .build()
              .verify(body, WebhookSigner.fromSeed(new byte[32]).headers(Instant.now(), body));
      throw new AssertionError(unexpected);
    } catch (WebhookVerificationException e) {
      return e;
    }
  }
}
