package dev.voicemedia.gateway.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class GroupTurnTest {
  private static final TopicPartition THE_ONE = new TopicPartition("topic", 0);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final List<MockConsumer<byte[], byte[]>> members = new CopyOnWriteArrayList<>();
  private final GroupTurn turn = new GroupTurn("topic", this::member);

  @AfterEach
  void close() {
    turn.close();
  }

  @Test
  void whoeverHasThePartitionHasTheTurnAndReadsNothing() {
    assertThat(members).isEmpty();
    assertThat(turn.isOurs()).isFalse();
    await().atMost(PATIENCE).until(() -> joined());

    members.get(0).rebalance(Set.of(THE_ONE));
    assertThat(turn.isOurs()).isTrue();
    assertThat(members.get(0).paused()).containsExactly(THE_ONE);

    members.get(0).rebalance(Set.of());
    assertThat(turn.isOurs()).isFalse();
  }

  @Test
  void aGatewayThatStopsLeavesTheGroup() {
    assertThat(turn.isOurs()).isFalse();
    await().atMost(PATIENCE).until(() -> joined());
    members.get(0).rebalance(Set.of(THE_ONE));

    turn.close();

    assertThat(members.get(0).closed()).isTrue();
    assertThat(turn.isOurs()).isFalse();
  }

  private boolean joined() {
    return !members.isEmpty() && members.get(0).subscription().contains("topic");
  }

  private Consumer<byte[], byte[]> member() {
    MockConsumer<byte[], byte[]> made = new MockConsumer<>("latest");
    made.updateEndOffsets(Map.of(THE_ONE, 0L));
    members.add(made);
    return made;
  }
}
