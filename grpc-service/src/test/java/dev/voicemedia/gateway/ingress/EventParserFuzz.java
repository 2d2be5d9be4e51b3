package dev.voicemedia.gateway.ingress;

import com.code_intelligence.jazzer.junit.FuzzTest;

/**
 * Any bytes that were signed. Not part of an ordinary build, as Jazzer takes a while to instrument
 * everything: {@code -Dtest=EventParserFuzz} replays the inputs beside this class, and looks for
 * new ones with {@code JAZZER_FUZZ=1} in the environment.
 */
final class EventParserFuzz {
  @FuzzTest(maxDuration = "60s")
  void anyBodyBecomesAnEvent(byte[] body) {
    ParsedEvents.check(body);
  }
}
