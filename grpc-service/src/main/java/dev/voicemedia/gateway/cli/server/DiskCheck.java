package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogException;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.eventlog.PrivateFolders;
import dev.voicemedia.gateway.time.Failures;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Tries the data folder, in a folder of its own there, as a gateway may be running. */
final class DiskCheck {
  private static final int FSYNCS = 100;
  private static final int BYTES_EACH = 4_096;

  /** Above it, webhooks of a burst come near to the two seconds after which Telnyx retries. */
  private static final long SLOW_MILLIS = 100;

  private final Path data;
  private final EventLogSettings settings;
  private final InstantSource clock;

  DiskCheck(Path data, EventLogSettings settings, InstantSource clock) {
    this.data = data;
    this.settings = settings;
    this.clock = clock;
  }

  List<Finding> run() {
    List<Finding> findings = new ArrayList<>();
    Path folder;
    try {
      PrivateFolders.create(data);
      folder = Files.createTempDirectory(data, "doctor-");
    } catch (IOException e) {
      return List.of(
          Finding.failure(
              "data folder", data + " cannot be written to (" + Failures.ofFile(e) + ")"));
    }
    try {
      findings.add(mode());
      findings.add(space());
      findings.add(fsync(folder));
      findings.add(nativeLibrary(folder));
    } catch (IOException e) {
      findings.add(Finding.failure("data folder", data + ": " + e));
    } finally {
      delete(folder);
    }
    return findings;
  }

  private Finding mode() throws IOException {
    if (!data.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return Finding.ok("data folder", data.toString());
    }
    Set<PosixFilePermission> mode = Files.getPosixFilePermissions(data);
    return mode.stream().anyMatch(each -> !each.name().startsWith("OWNER"))
        ? Finding.warning("data folder", data + " can be entered by others: chmod 700")
        : Finding.ok("data folder", data + ", nobody else can enter it");
  }

  private Finding space() throws IOException {
    long free = Files.getFileStore(data).getUsableSpace();
    String text = "%.1f GB free".formatted(free / 1e9);
    return free < settings.retentionBytes()
        ? Finding.warning("space", text + ", less than the log may take")
        : Finding.ok("space", text);
  }

  private static Finding fsync(Path folder) throws IOException {
    long[] took = new long[FSYNCS];
    try (FileChannel file =
        FileChannel.open(
            folder.resolve("fsync"), StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      for (int i = 0; i < FSYNCS; i++) {
        long started = System.nanoTime();
        file.write(ByteBuffer.allocate(BYTES_EACH));
        file.force(false);
        took[i] = System.nanoTime() - started;
      }
    }
    Arrays.sort(took);
    double p99 = took[FSYNCS - 2] / (double) TimeUnit.MILLISECONDS.toNanos(1);
    String text = "p99 of %d fsyncs: %.1f ms".formatted(FSYNCS, p99);
    return p99 > SLOW_MILLIS
        ? Finding.warning("fsync", text + ": webhooks will be answered slowly")
        : Finding.ok("fsync", text);
  }

  /** By opening a log: that loads it from where the gateway would. */
  private Finding nativeLibrary(Path folder) {
    try (EmbeddedLog log = EmbeddedLog.open(folder.resolve("data"), settings, clock)) {
      return Finding.ok("native library", "a log opens, at position " + log.head());
    } catch (EventLogException e) {
      return Finding.failure("native library", String.valueOf(e.getMessage()));
    }
  }

  private static void delete(Path folder) {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(file);
      }
    } catch (IOException e) {
      // What is left is small and says what it is.
    }
  }
}
