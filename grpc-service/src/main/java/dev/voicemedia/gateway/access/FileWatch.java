package dev.voicemedia.gateway.access;

import dev.voicemedia.gateway.time.Timer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Files that are loaded again when their content changes. Content counts, not times: Kubernetes
 * replaces a symbolic link, and may do so twice in a second.
 */
public final class FileWatch implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(FileWatch.class);
  private static final int BUFFER_BYTES = 8 << 10;

  private final Duration period;
  private final Timer timer;
  private final Executor executor;
  private final MeterRegistry registry;
  private volatile boolean closed;

  /**
   * @param period between two looks at the files
   * @param executor may block on the disk
   */
  public FileWatch(Duration period, Timer timer, Executor executor, MeterRegistry registry) {
    this.period = period;
    this.timer = timer;
    this.executor = executor;
    this.registry = registry;
  }

  /**
   * Watches files that have just been loaded.
   *
   * @param name in the metric and the log
   * @param files that belong together; none to watch nothing
   */
  public void add(String name, Supplier<List<Path>> files, Load load) {
    Watched watched = new Watched(name, files, load);
    Gauge.builder("voicemedia.files.refused", watched, Watched::isRefused)
        .description("1 while the present content of a file cannot be used, and an older one is")
        .tag("file", name)
        .register(registry);
    if (!files.get().isEmpty()) {
      checkLater(watched);
    }
  }

  @Override
  public void close() {
    closed = true;
  }

  private void checkLater(Watched watched) {
    timer.after(
        period,
        () -> {
          if (!closed) {
            executor.execute(
                () -> {
                  watched.check();
                  checkLater(watched);
                });
          }
        });
  }

  /** Loads the files; the old content stays in use if it fails. */
  @FunctionalInterface
  public interface Load {
    void run() throws AccessFileException;
  }

  private static final class Watched {
    private final String name;
    private final Supplier<List<Path>> files;
    private final Load load;
    private volatile String loaded;
    private volatile String problem = "";

    Watched(String name, Supplier<List<Path>> files, Load load) {
      this.name = name;
      this.files = files;
      this.load = load;
      this.loaded = digest(files.get());
    }

    double isRefused() {
      return problem.isEmpty() ? 0 : 1;
    }

    /** One that could not be used is tried again: what was wrong may have been its mode. */
    void check() {
      String now = digest(files.get());
      if (now.equals(loaded) && problem.isEmpty()) {
        return;
      }
      try {
        load.run();
        loaded = now;
        problem = "";
        log.info("{}: loaded again", name);
      } catch (AccessFileException | RuntimeException e) {
        String line = String.valueOf(e.getMessage());
        if (!line.equals(problem)) {
          log.error("{}: the old content stays in use: {}", name, line);
        }
        problem = line;
      }
    }

    private static String digest(List<Path> files) {
      MessageDigest digest = sha256();
      for (Path file : files) {
        digest.update((byte) 0);
        try (InputStream in = Files.newInputStream(file)) {
          byte[] buffer = new byte[BUFFER_BYTES];
          for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
            digest.update(buffer, 0, n);
          }
        } catch (IOException e) {
          digest.update((byte) 1); // which loading it will report
        }
      }
      return HexFormat.of().formatHex(digest.digest());
    }

    private static MessageDigest sha256() {
      try {
        return MessageDigest.getInstance("SHA-256");
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every JDK has SHA-256", e);
      }
    }
  }
}
