package dev.voicemedia.simulator;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.random.RandomGenerator;

/** Injected faults, and which of them strikes next. */
final class Faults {

  static final int MAX_FAULTS = 1_000;

  private final RandomGenerator random;
  private final Object lock = new Object();

  @GuardedBy("lock")
  private final Map<String, Active> active = new LinkedHashMap<>();

  Faults(RandomGenerator random) {
    this.random = random;
  }

  /** Injects a fault and returns the id to remove it by. */
  String inject(Fault fault) {
    synchronized (lock) {
      if (active.size() == MAX_FAULTS) {
        throw new IllegalStateException(
            MAX_FAULTS + " faults are injected, expected fewer: clear some");
      }
      String id = UUID.randomUUID().toString();
      active.put(id, new Active(fault));
      return id;
    }
  }

  /** Removes a fault; false if there is none of the id. */
  boolean clear(String id) {
    synchronized (lock) {
      return active.remove(id) != null;
    }
  }

  void clear() {
    synchronized (lock) {
      active.clear();
    }
  }

  Map<String, Fault> active() {
    synchronized (lock) {
      Map<String, Fault> faults = new LinkedHashMap<>();
      active.forEach((id, one) -> faults.put(id, one.fault));
      return faults;
    }
  }

  /** Returns the first injected fault of a kind that strikes here, and counts it as struck. */
  <E extends Effect> Optional<E> strike(
      Class<E> kind, String callControlId, String actionOrEventType) {
    synchronized (lock) {
      for (Map.Entry<String, Active> entry : List.copyOf(active.entrySet())) {
        Fault fault = entry.getValue().fault;
        if (kind.isInstance(fault.effect())
            && fault.concerns(callControlId, actionOrEventType)
            && random.nextDouble() < fault.rate()) {
          if (++entry.getValue().struck == fault.times()) {
            active.remove(entry.getKey());
          }
          return Optional.of(kind.cast(fault.effect()));
        }
      }
      return Optional.empty();
    }
  }

  private static final class Active {
    private final Fault fault;
    private int struck;

    Active(Fault fault) {
      this.fault = fault;
    }
  }
}
