package dev.voicemedia.gateway.cli.server;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryType;
import java.lang.management.MemoryUsage;
import java.util.Comparator;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Goes off when the old generation stays full although it is being collected: the libraries catch
 * OutOfMemoryError, and the process would go on without doing anything.
 */
final class HeapAlarm implements Supplier<Optional<String>> {
  private static final double FULL = 0.95;
  private static final int LOOKS = 10;

  private final Supplier<@Nullable MemoryUsage> afterCollection;
  private int fullLooks;

  /**
   * @param afterCollection what the old generation held after the last collection; null if unknown
   */
  HeapAlarm(Supplier<@Nullable MemoryUsage> afterCollection) {
    this.afterCollection = afterCollection;
  }

  /** Of this process, whatever its collector. */
  static HeapAlarm ofOldGeneration() {
    Optional<MemoryPoolMXBean> old =
        ManagementFactory.getMemoryPoolMXBeans().stream()
            .filter(pool -> pool.getType() == MemoryType.HEAP)
            .filter(MemoryPoolMXBean::isCollectionUsageThresholdSupported)
            .filter(pool -> !pool.getName().matches(".*(Eden|Survivor|Young).*"))
            .max(Comparator.comparingLong(pool -> pool.getUsage().getMax()));
    return new HeapAlarm(() -> old.map(MemoryPoolMXBean::getCollectionUsage).orElse(null));
  }

  @Override
  public Optional<String> get() {
    MemoryUsage usage = afterCollection.get();
    boolean full = usage != null && usage.getMax() > 0 && usage.getUsed() > FULL * usage.getMax();
    fullLooks = full ? fullLooks + 1 : 0;
    return fullLooks < LOOKS
        ? Optional.empty()
        : Optional.of("the heap is full: more than 95 % after each collection for 10 s");
  }
}
