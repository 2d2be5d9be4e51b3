package dev.voicemedia.gateway.cli.log;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.JsonFormat;
import dev.voicemedia.gateway.cli.Main;
import dev.voicemedia.gateway.event.IncomingEvent;
import dev.voicemedia.gateway.eventlog.AppendResult;
import dev.voicemedia.gateway.eventlog.EmbeddedLog;
import dev.voicemedia.gateway.eventlog.EventLogSettings;
import dev.voicemedia.gateway.testing.ManualClock;
import dev.voicemedia.gateway.testing.SignedEvents;
import dev.voicemedia.v1.StoredEvent;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import org.rocksdb.ColumnFamilyDescriptor;
import org.rocksdb.ColumnFamilyHandle;
import org.rocksdb.DBOptions;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;

/** A log in a folder, and the commands that an operator runs on it. */
final class LogOnDisk {
  static final Instant START = Instant.parse("2026-01-31T09:30:00Z");

  final ManualClock clock = new ManualClock(START);
  final Path folder;
  final Path backups;
  private Path data;
  private StringWriter out = new StringWriter();
  private StringWriter err = new StringWriter();

  LogOnDisk(Path folder) {
    this.folder = folder;
    this.backups = folder.resolve("backups");
    this.data = folder.resolve("data");
  }

  /** Data folder of the log. */
  Path data() {
    return data;
  }

  /** Changes to the log in another folder. */
  void use(String name) {
    data = folder.resolve(name);
  }

  /** Output of the last command. */
  String out() {
    return out.toString();
  }

  /** Errors of the last command. */
  String err() {
    return err.toString();
  }

  /** Changes the files as no gateway does. */
  void tamper(String family, Tampering tampering) throws Exception {
    String path = data.resolve("log").toString();
    List<ColumnFamilyDescriptor> descriptors = new ArrayList<>();
    List<ColumnFamilyHandle> handles = new ArrayList<>();
    try (Options none = new Options()) {
      for (byte[] name : RocksDB.listColumnFamilies(none, path)) {
        descriptors.add(new ColumnFamilyDescriptor(name));
      }
    }
    try (DBOptions options = new DBOptions();
        RocksDB db = RocksDB.open(options, path, descriptors, handles)) {
      for (ColumnFamilyHandle handle : handles) {
        if (new String(handle.getName(), US_ASCII).equals(family)) {
          tampering.with(db, handle);
        }
      }
      handles.forEach(ColumnFamilyHandle::close);
    }
  }

  static byte[] key(long position) {
    return ByteBuffer.allocate(Long.BYTES).putLong(position).array();
  }

  Path largestTable() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("log"))) {
      return files
          .filter(file -> file.toString().endsWith(".sst"))
          .max((a, b) -> Long.compare(a.toFile().length(), b.toFile().length()))
          .orElseThrow();
    }
  }

  void emptyTheWriteAheadLog() throws IOException {
    try (Stream<Path> files = Files.list(data.resolve("log"))) {
      for (Path wal : files.filter(file -> file.toString().endsWith(".log")).toList()) {
        Files.write(wal, new byte[0]);
      }
    }
  }

  static void flipAByteInTheMiddle(Path file) throws IOException {
    flipAByteAt(file, (int) Files.size(file) / 2);
  }

  static void flipAByteAt(Path file, int place) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    bytes[place] ^= 1;
    Files.write(file, bytes);
  }

  boolean filesHold(String text) throws IOException {
    try (Stream<Path> files = Files.walk(data)) {
      return files.filter(Files::isRegularFile).anyMatch(file -> holds(file, text));
    }
  }

  private static boolean holds(Path file, String text) {
    try {
      return Files.readString(file, StandardCharsets.ISO_8859_1).contains(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Hard to compress, so that it stands in files as it is. */
  static String randomBase64(int seed) {
    byte[] bytes = new byte[60];
    new Random(seed).nextBytes(bytes);
    return Base64.getEncoder().encodeToString(bytes);
  }

  List<String> exportedIds(String... options) throws Exception {
    List<String> arguments = new ArrayList<>(List.of("export"));
    arguments.addAll(List.of(options));
    assertThat(run(arguments.toArray(String[]::new))).isZero();
    return exported(out()).stream().map(each -> each.getEvent().getId()).toList();
  }

  static List<StoredEvent> exported(String lines) throws Exception {
    List<StoredEvent> events = new ArrayList<>();
    for (String line : lines.lines().toList()) {
      StoredEvent.Builder event = StoredEvent.newBuilder();
      JsonFormat.parser().merge(line, event);
      events.add(event.build());
    }
    return events;
  }

  EmbeddedLog open() {
    return EmbeddedLog.open(data, EventLogSettings.DEFAULTS, clock);
  }

  /** One a second. */
  List<AppendResult> append(IncomingEvent... events) {
    List<AppendResult> results = new ArrayList<>();
    try (EmbeddedLog log = open()) {
      for (IncomingEvent event : events) {
        results.add(log.append(event).join());
        clock.advance(Duration.ofSeconds(1));
      }
    }
    return results;
  }

  void appendMany() {
    try (EmbeddedLog log = open()) {
      List<CompletableFuture<AppendResult>> results = new ArrayList<>();
      for (int i = 0; i < 400; i++) {
        results.add(log.append(SignedEvents.speakEnded("e" + i, "call" + i % 7, randomBase64(i))));
      }
      results.forEach(CompletableFuture::join);
    }
  }

  int run(String... arguments) {
    out = new StringWriter();
    err = new StringWriter();
    List<String> all = new ArrayList<>(List.of("log"));
    all.addAll(List.of(arguments));
    if (arguments.length > 0) {
      all.addAll(List.of("--data-dir", data.toString()));
    }
    return Main.commandLine()
        .setOut(new PrintWriter(out))
        .setErr(new PrintWriter(err, true))
        .execute(all.toArray(String[]::new));
  }

  interface Tampering {
    void with(RocksDB db, ColumnFamilyHandle family) throws Exception;
  }
}
