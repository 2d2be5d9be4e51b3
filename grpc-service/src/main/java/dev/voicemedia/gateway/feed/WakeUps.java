package dev.voicemedia.gateway.feed;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Listeners, each registered any number of times. */
final class WakeUps {
  private record Registration(Runnable listener, Object identity) {}

  private final Set<Registration> registrations = ConcurrentHashMap.newKeySet();

  Runnable add(Runnable listener) {
    Registration registration = new Registration(listener, new Object());
    registrations.add(registration);
    return () -> registrations.remove(registration);
  }

  void wakeAll() {
    registrations.forEach(registration -> registration.listener().run());
  }
}
