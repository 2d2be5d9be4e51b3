package dev.voicemedia.gateway.eventlog;

import com.google.errorprone.annotations.concurrent.GuardedBy;
import dev.voicemedia.gateway.event.Cursor;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.Optional;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The last position that was acknowledged, in a file beside the log: the log must still have it
 * when it is opened the next time. Written after the fsync of the events and before they are
 * acknowledged, so it is never ahead of what is on disk; it is not fsynced itself on the way, but
 * from time to time, so it is exact after the process is killed and may lag after a power failure.
 */
final class Acknowledged implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Acknowledged.class);

  // Two slots that are written in turn, so that one is whole at any time: position, epoch, format,
  // CRC-32C of all that; big-endian.
  private static final int SLOT_BYTES = 24;
  private static final int CHECKED_BYTES = SLOT_BYTES - Integer.BYTES;
  private static final int FORMAT = 1;

  /** Not a channel: an interrupt of the writer's thread would close it. */
  private final RandomAccessFile file;

  private final Object forcing = new Object();
  private boolean second;
  private volatile boolean unforced;

  @GuardedBy("forcing")
  private boolean closed;

  private Acknowledged(RandomAccessFile file) {
    this.file = file;
  }

  /**
   * Opens the file for a log that has all that was acknowledged; makes it if there is none.
   *
   * @param head of the log, all of which is on disk
   */
  static Acknowledged open(LogFolder folder, Cursor head) throws IOException {
    if (Files.exists(folder.acknowledged()) && read(folder).isEmpty()) {
      log.warn(
          "{} is damaged and made anew; events that had been acknowledged may be missing",
          folder.acknowledged());
    }
    replace(folder, head);
    return new Acknowledged(new RandomAccessFile(folder.acknowledged().toFile(), "rw"));
  }

  /** What was acknowledged; empty if there is no such file, or neither slot is whole. */
  static Optional<Slot> read(LogFolder folder) throws IOException {
    if (!Files.exists(folder.acknowledged())) {
      return Optional.empty();
    }
    byte[] bytes = Files.readAllBytes(folder.acknowledged());
    Optional<Slot> newest = Optional.empty();
    for (int at = 0; at + SLOT_BYTES <= bytes.length; at += SLOT_BYTES) {
      Optional<Slot> slot = decode(Arrays.copyOfRange(bytes, at, at + SLOT_BYTES));
      if (newest.isEmpty()
          || (slot.isPresent() && slot.get().position() > newest.get().position())) {
        newest = slot;
      }
    }
    return newest;
  }

  /** Makes the file anew, also with an earlier position than it has; returns once it is on disk. */
  static void replace(LogFolder folder, Cursor head) throws IOException {
    Path unfinished = folder.data().resolve(folder.acknowledged().getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    PrivateFolders.createFile(unfinished);
    byte[] slot = encode(head);
    try (FileChannel channel = FileChannel.open(unfinished, StandardOpenOption.WRITE)) {
      channel.write(ByteBuffer.allocate(2 * SLOT_BYTES).put(slot).put(slot).flip());
      channel.force(true);
    }
    Files.move(
        unfinished,
        folder.acknowledged(),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** Writes a position; for the thread that acknowledges, in rising order. */
  void write(Cursor cursor) throws IOException {
    file.seek(second ? SLOT_BYTES : 0);
    file.write(encode(cursor));
    second = !second;
    unforced = true;
  }

  /** Has what was written reach the disk. Must not be called by the thread that acknowledges. */
  void force() throws IOException {
    synchronized (forcing) {
      if (unforced && !closed) {
        unforced = false;
        file.getFD().sync();
      }
    }
  }

  @Override
  public void close() throws IOException {
    force();
    synchronized (forcing) {
      closed = true;
      file.close();
    }
  }

  private static byte[] encode(Cursor cursor) {
    ByteBuffer slot = ByteBuffer.allocate(SLOT_BYTES);
    slot.putLong(cursor.position()).putLong(cursor.epoch()).putInt(FORMAT);
    return slot.putInt(checksum(slot.array())).array();
  }

  private static Optional<Slot> decode(byte[] slot) {
    ByteBuffer in = ByteBuffer.wrap(slot);
    Slot decoded = new Slot(in.getLong(), in.getLong());
    boolean whole = in.getInt() == FORMAT && in.getInt() == checksum(slot);
    return whole ? Optional.of(decoded) : Optional.empty();
  }

  private static int checksum(byte[] slot) {
    CRC32C crc = new CRC32C();
    crc.update(slot, 0, CHECKED_BYTES);
    return (int) crc.getValue();
  }

  /** A position that was acknowledged, and its epoch. */
  record Slot(long position, long epoch) {}
}
