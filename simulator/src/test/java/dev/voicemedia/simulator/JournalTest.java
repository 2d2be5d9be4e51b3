package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class JournalTest {

  @Test
  void theOldestMakeRoomWhenThereAreTooMany() {
    Journal<String> journal = new Journal<>(2, 100);
    journal.add("a", 1);
    journal.add("b", 1);
    journal.add("c", 1);

    assertThat(journal.entries()).containsExactly("b", "c");
  }

  @Test
  void theOldestMakeRoomWhenTheyAreTooHeavy() {
    Journal<String> journal = new Journal<>(10, 100);
    journal.add("a", 60);
    journal.add("b", 30);
    journal.add("c", 70);

    assertThat(journal.entries()).containsExactly("b", "c");
  }

  @Test
  void oneEntryIsKeptHoweverHeavy() {
    Journal<String> journal = new Journal<>(10, 100);
    journal.add("a", 1);
    journal.add("b", 1_000);

    assertThat(journal.entries()).containsExactly("b");
  }
}
