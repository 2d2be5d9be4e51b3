package dev.voicemedia.gateway.feed;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Listeners, each registered any number of times. */
final class WakeUps {
  private static final Logger log = LoggerFactory.getLogger(WakeUps.class);

  private record Registration(Runnable listener, Object identity) {}

  private final Set<Registration> registrations = ConcurrentHashMap.newKeySet();

  Runnable add(Runnable listener) {
    Registration registration = new Registration(listener, new Object());
    registrations.add(registration);
    return () -> registrations.remove(registration);
  }

  void wakeAll() {
    for (Registration registration : registrations) {
      try {
        registration.listener().run();
      } catch (RuntimeException e) {
        log.error("A stream could not be woken", e);
      }
    }
  }
}
