package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.voicemedia.simulator.Effect.RetryTimestamp;
import dev.voicemedia.simulator.WebhookRecord.State;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookFaultsTest {

  private Setting setting = new Setting();

  @AfterEach
  void stop() {
    setting.close();
  }

  @Test
  void aDuplicateIsTheSameByteForByte() {
    setting.simulator.inject(Fault.of(new Effect.Duplicated()).on("one"));
    send("one");
    send("two");

    var webhooks = setting.receiver.await(5);
    assertThat(setting.receiver.types().subList(2, 5)).containsExactly("one", "one", "two");
    assertThat(webhooks.get(3)).isEqualTo(webhooks.get(2));
    assertThat(setting.simulator.webhooks().get(2).fault()).isEqualTo("duplicated");
  }

  @Test
  void aRedeliveryCountsUpAndIsSignedWithTheOldOrAFreshTime() {
    setting.simulator.inject(Fault.of(new Effect.Redelivered(RetryTimestamp.OLD)).on("old"));
    setting.receiver.await(2);
    send("old");
    setting.receiver.await(4);
    setting.advance(10);
    String id = setting.simulator.webhooks().get(2).eventId();
    assertThat(setting.simulator.redeliver(id, RetryTimestamp.OLD)).isTrue();
    setting.receiver.await(5);
    assertThat(setting.simulator.redeliver(id, RetryTimestamp.FRESH)).isTrue();

    var webhooks = setting.receiver.await(6).subList(2, 6);
    assertThat(webhooks).extracting(WebhookReceiver.Received::attempt).containsExactly(1, 2, 3, 4);
    String first = webhooks.get(0).timestamp();
    assertThat(webhooks)
        .extracting(WebhookReceiver.Received::timestamp)
        .containsExactly(first, first, first, Long.toString(Long.parseLong(first) + 10));
    assertThat(webhooks).allMatch(one -> one.verifiesWith(setting.simulator.publicKey()));
    assertThat(setting.simulator.redeliver("unknown", RetryTimestamp.OLD)).isFalse();
  }

  @Test
  void retriesCanCarryTheOldTime() {
    setting.close();
    setting = new Setting(builder -> builder.retryTimestamp(RetryTimestamp.OLD));
    setting.receiver.await(2);
    AtomicInteger failures = new AtomicInteger(1);
    setting.receiver.answerWith(() -> failures.getAndDecrement() > 0 ? 500 : 200);
    send("one");
    await().until(() -> setting.simulator.webhooks().get(2).attempts().size() == 1);
    setting.advance(1);

    var webhooks = setting.receiver.await(4);
    assertThat(webhooks.get(3).attempt()).isEqualTo(2);
    assertThat(webhooks.get(3).timestamp()).isEqualTo(webhooks.get(2).timestamp());
    assertThat(webhooks.get(3).verifiesWith(setting.simulator.publicKey())).isTrue();
  }

  @Test
  void aReorderedWebhookIsOvertakenByTheNext() {
    setting.simulator.inject(Fault.of(new Effect.Reordered()).times(1));
    send("one");
    send("two");
    send("three");

    setting.receiver.await(5);
    assertThat(setting.receiver.types().subList(2, 5)).containsExactly("two", "one", "three");
  }

  @Test
  void aReorderedWebhookDoesNotWaitForEver() {
    setting.simulator.inject(Fault.of(new Effect.Reordered()).times(1));
    send("one");
    setting.advance(2);

    setting.receiver.awaitType("one");
  }

  @Test
  void aDelayedWebhookIsOvertakenByAllThatComeBefore() {
    setting.simulator.inject(Fault.of(new Effect.Delayed(Duration.ofMinutes(2))).times(1));
    send("one");
    send("two");
    send("three");
    setting.receiver.await(4);
    setting.advance(120);

    setting.receiver.await(5);
    assertThat(setting.receiver.types().subList(2, 5)).containsExactly("two", "three", "one");
    assertThat(setting.receiver.received().get(4).data().path("occurred_at").asText())
        .isEqualTo("2026-03-01T12:00:00.000000Z");
  }

  @Test
  void aDroppedWebhookIsOnlyRecorded() {
    setting.simulator.inject(Fault.of(new Effect.Dropped()).on("one"));
    send("one");
    send("two");

    setting.receiver.awaitType("two");
    assertThat(setting.receiver.types()).doesNotContain("one");
    assertThat(setting.simulator.webhooks().get(2).state()).isEqualTo(State.DROPPED);
  }

  @Test
  void theFailoverUrlIsTriedAtOnce() {
    try (WebhookReceiver failover = new WebhookReceiver()) {
      setting.receiver.await(2);
      setting.simulator.sendWebhooksTo(setting.receiver.url(), failover.url());
      setting.receiver.answerWith(() -> 500);
      send("one");

      var webhook = failover.await(1).get(0);
      assertThat(webhook.attempt()).isEqualTo(2);
      assertThat(webhook.json().path("meta").path("delivered_to").asText())
          .isEqualTo(failover.url().toString());
      assertThat(webhook.verifiesWith(setting.simulator.publicKey())).isTrue();
      await().until(() -> setting.simulator.webhooks().get(2).state() == State.DELIVERED);
    }
  }

  @Test
  void afterTheFailoverUrlTheFirstOneIsTriedAgain() {
    try (WebhookReceiver failover = new WebhookReceiver()) {
      setting.receiver.await(2);
      setting.simulator.sendWebhooksTo(setting.receiver.url(), failover.url());
      setting.receiver.answerWith(() -> setting.receiver.received().size() < 3 ? 500 : 200);
      failover.answerWith(() -> 500);
      send("one");
      await().until(() -> setting.simulator.webhooks().get(2).attempts().size() == 2);
      setting.advance(5);

      assertThat(setting.receiver.await(4).get(3).attempt()).isEqualTo(3);
    }
  }

  @Test
  void bytesThatAreNotJsonAreSignedAndSentAsTheyAre() {
    String id = setting.simulator.sendVerbatim("not JSON".getBytes(StandardCharsets.UTF_8));

    var webhook = setting.receiver.await(3).stream().filter(one -> one.body().equals("not JSON"));
    assertThat(webhook)
        .singleElement()
        .matches(one -> one.verifiesWith(setting.simulator.publicKey()));
    assertThat(setting.simulator.webhooks())
        .filteredOn(one -> one.eventId().equals(id))
        .singleElement()
        .matches(one -> one.data().equals("not JSON"));
  }

  private void send(String type) {
    setting.call.sendEvent(type, Map.of());
  }
}
