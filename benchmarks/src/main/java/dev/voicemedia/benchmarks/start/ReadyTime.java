package dev.voicemedia.benchmarks.start;

import dev.voicemedia.benchmarks.ChildProcess;
import dev.voicemedia.benchmarks.Folders;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** How long {@code dev} takes from the start of its process until it serves. */
public final class ReadyTime {
  private static final double NANOS_A_MILLI = 1e6;
  private static final String GRPC = "gRPC       127.0.0.1:";

  private ReadyTime() {}

  /** Returns the milliseconds until it has said so and its gRPC port takes a connection. */
  public static double ofDev(String jar) throws IOException {
    Path data = Files.createTempDirectory("voicemedia-benchmark");
    long start = System.nanoTime();
    try (ChildProcess dev =
        ChildProcess.ofJar(
            jar,
            List.of(),
            Map.of(),
            "dev",
            "--grpc-port=0",
            "--webhook-port=0",
            "--admin-port=0",
            "--http-port=0",
            "--simulator-port=0",
            "--data-dir=" + data)) {
      String port = dev.read(GRPC).split(" ", 2)[0];
      new Socket(InetAddress.getLoopbackAddress(), Integer.parseInt(port)).close();
      return (System.nanoTime() - start) / NANOS_A_MILLI;
    } finally {
      Folders.delete(data);
    }
  }
}
