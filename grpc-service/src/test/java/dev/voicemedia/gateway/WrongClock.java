package dev.voicemedia.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** A clock for a process: that of the machine and an hour. What only counts time stays as it is. */
final class WrongClock {
  private static final String SOURCE =
      """
      #define _GNU_SOURCE
      #include <dlfcn.h>
      #include <sys/time.h>
      #include <time.h>

      int clock_gettime(clockid_t id, struct timespec *at) {
        int (*real)(clockid_t, struct timespec *) = dlsym(RTLD_NEXT, "clock_gettime");
        int status = real(id, at);
        if (status == 0 && id == CLOCK_REALTIME) at->tv_sec += 3600;
        return status;
      }

      int gettimeofday(struct timeval *at, void *zone) {
        int (*real)(struct timeval *, void *) = dlsym(RTLD_NEXT, "gettimeofday");
        int status = real(at, zone);
        if (status == 0) at->tv_sec += 3600;
        return status;
      }
      """;

  private WrongClock() {}

  /** A library to be named by {@code LD_PRELOAD}; none where there is no C compiler. */
  static Optional<Path> build(Path folder) throws IOException, InterruptedException {
    Path source = Files.writeString(folder.resolve("clock.c"), SOURCE);
    Path library = folder.resolve("clock.so");
    ProcessBuilder compiler =
        new ProcessBuilder(
            "cc", "-shared", "-fPIC", "-o", library.toString(), source.toString(), "-ldl");
    try {
      return compiler.inheritIO().start().waitFor() == 0 ? Optional.of(library) : Optional.empty();
    } catch (IOException e) {
      return Optional.empty(); // no such command
    }
  }
}
