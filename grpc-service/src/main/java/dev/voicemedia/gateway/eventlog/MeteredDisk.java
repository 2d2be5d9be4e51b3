package dev.voicemedia.gateway.eventlog;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;
import org.rocksdb.RocksDB;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;
import org.rocksdb.WriteOptions;

/** Measures each write with its fsync: the disk's part in the time that a webhook takes. */
final class MeteredDisk implements Database.Disk {
  private final Timer fsyncs;
  private final Database.Disk disk;

  MeteredDisk(MeterRegistry registry, Database.Disk disk) {
    this.disk = disk;
    this.fsyncs =
        Timer.builder("voicemedia.log.fsync")
            .description("Batches written to the log with one fsync")
            .register(registry);
  }

  @Override
  public void write(RocksDB db, WriteOptions synced, WriteBatch batch) throws RocksDBException {
    long started = System.nanoTime();
    try {
      disk.write(db, synced, batch);
    } finally {
      fsyncs.record(System.nanoTime() - started, TimeUnit.NANOSECONDS);
    }
  }
}
