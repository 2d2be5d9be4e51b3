package dev.voicemedia.gateway.event;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.EventSource;
import java.time.Instant;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.junit.jupiter.api.Test;

class ShareTest {
  @Property
  void sharesAreDisjointAndTogetherEverything(
      @ForAll @StringLength(max = 60) String session,
      @ForAll @IntRange(min = 1, max = 256) int count) {
    EventHeader event = event("id", "", "", session);

    assertThat(IntStream.range(0, count).filter(index -> matches(event, index, count)))
        .containsExactly(Share.of(event, count).index());
  }

  @Property
  void aSessionStaysTogether(
      @ForAll @StringLength(min = 1, max = 60) String session,
      @ForAll String one,
      @ForAll String other,
      @ForAll @IntRange(min = 1, max = 256) int count) {
    assertThat(Share.of(event(one, one, other, session), count))
        .isEqualTo(Share.of(event(other, other, one, session), count));
  }

  @Test
  void theHashIsWhatTheContractSays() {
    // Computed by Python: int.from_bytes(sha256(key.encode()).digest()[:8], "big") % 256
    assertThat(Share.of(event("id", "v3:a", "leg", "session \u00e9"), 256).index()).isEqualTo(221);
    assertThat(Share.of(event("id", "v3:a", "leg", ""), 256).index()).isEqualTo(118);
    assertThat(Share.of(event("id", "v3:a", "", ""), 256).index()).isEqualTo(66);
    assertThat(Share.of(event("id", "", "", ""), 256).index()).isEqualTo(190);
  }

  @Test
  void theSharesOfManySessionsAreOfSimilarSize() {
    int[] sizes = new int[7];
    for (int i = 0; i < 70_000; i++) {
      sizes[Share.of(event("id", "", "", "session " + i), 7).index()]++;
    }

    assertThat(IntStream.of(sizes)).allSatisfy(size -> assertThat(size).isBetween(9_500, 10_500));
  }

  @Test
  void thereIsNoShareBeyondItsCount() {
    assertThatThrownBy(() -> new Share(3, 3)).hasMessageContaining("share: 3/3");
    assertThatThrownBy(() -> new Share(-1, 3)).hasMessageContaining("-1/3");
    assertThatThrownBy(() -> new Share(0, 257)).hasMessageContaining("0/257");
    assertThatThrownBy(() -> new Share(0, 0)).hasMessageContaining("0/0");
  }

  private static boolean matches(EventHeader event, int index, int count) {
    EventFilter filter =
        EventFilter.newBuilder()
            .setShare(dev.voicemedia.v1.Share.newBuilder().setIndex(index).setCount(count))
            .build();
    return EventMatcher.of(filter).matches(event);
  }

  private static EventHeader event(String id, String call, String leg, String session) {
    return new EventHeader(
        id,
        "call.hangup",
        call,
        leg,
        session,
        "",
        Instant.EPOCH,
        EventSource.EVENT_SOURCE_RECEIVED);
  }
}
