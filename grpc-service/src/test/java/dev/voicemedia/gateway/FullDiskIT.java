package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.webhook.testing.WebhookSigner;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code serve} on a disk that is full for a while: a small one that this process alone sees. */
class FullDiskIT {
  @TempDir Path folder;
  private final WebhookSigner signer = WebhookSigner.random();
  private final List<String> acknowledged = new ArrayList<>();
  private int posted;

  @Test
  void webhooksAre503WhileTheDiskIsFullAndAcceptedOnceThereIsRoom() throws Exception {
    Files.createDirectory(folder.resolve("data"));
    assumeTrue(canHaveItsOwnDisk(), "needs Linux, and a user who may make namespaces");
    try (ServingJar serving =
        ServingJar.of(ServingJar.launch(folder, signer, onASmallDisk("exec \"$@\"")), signer)) {
      Path data = inside(serving, folder.resolve("data"));
      for (int i = 0; i < 10; i++) {
        assertThat(post(serving)).isEqualTo(200);
      }
      Path ballast = data.resolve("ballast");
      fill(ballast);
      // RocksDB has reserved some room for its write-ahead log.
      await().pollInterval(Duration.ofMillis(1)).until(() -> post(serving) == 503);
      assertThat(serving.status("/readyz")).isEqualTo(503);
      serving.process().awaitLine("No event is accepted until");
      serving.process().awaitLine("The log cannot be opened again yet");
      assertThat(post(serving)).isEqualTo(503);
      assertThat(ids(serving)).isEqualTo(acknowledged);
      assertThat(serving.health()).isEqualTo(ServingStatus.SERVING);

      Files.delete(ballast);
      serving.process().awaitLine("The log was opened again");
      assertThat(serving.status("/readyz")).isEqualTo(200);
      for (int i = 0; i < 10; i++) {
        assertThat(post(serving)).isEqualTo(200);
      }
      assertThat(ids(serving)).isEqualTo(acknowledged);
    }
  }

  @Test
  void aStartOnAFullDiskServesAllButWebhooksAndTheseOnceThereIsRoom() throws Exception {
    Path data = Files.createDirectory(folder.resolve("data"));
    assumeTrue(canHaveItsOwnDisk(), "needs Linux, and a user who may make namespaces");
    Path before = Files.createDirectory(folder.resolve("before"));
    try (ServingJar serving =
        ServingJar.of(
            ServingJar.launch(folder, signer, List.of(), "--data-dir=" + before), signer)) {
      for (int i = 0; i < 40; i++) {
        assertThat(post(serving)).isEqualTo(200);
      }
      serving.kill();
    }
    // The log comes to a disk that is then full: there is no room for what is replayed at a start.
    String script =
        "cp -r before/log data/ && cat /dev/zero >data/ballast 2>/dev/null; exec \"$@\"";
    RunningJar started = ServingJar.launch(folder, signer, onASmallDisk(script));
    started.awaitLine("No event is accepted until");
    try (ServingJar serving = ServingJar.of(started, signer)) {
      assertThat(post(serving)).isEqualTo(503);
      assertThat(serving.status("/readyz")).isEqualTo(503);
      assertThat(serving.health()).isEqualTo(ServingStatus.SERVING);
      assertThat(ids(serving)).isEqualTo(acknowledged);

      Files.delete(inside(serving, data).resolve("ballast"));
      serving.process().awaitLine("The log was opened again");
      assertThat(post(serving)).isEqualTo(200);
      assertThat(ids(serving)).isEqualTo(acknowledged);
    }
  }

  private static List<String> ids(ServingJar serving) {
    return serving
        .events(
            SubscribeRequest.newBuilder().setEarliest(StartEarliest.getDefaultInstance()),
            Integer.MAX_VALUE)
        .stream()
        .map(event -> event.getEvent().getId())
        .toList();
  }

  /** A folder as a process sees it that has a disk of its own there. */
  private static Path inside(ServingJar serving, Path folder) {
    return Path.of("/proc", Long.toString(serving.process().pid()), "root")
        .resolve(folder.toString().substring(1));
  }

  /** Posts an event until it is acknowledged, as Telnyx does, then the next. */
  private int post(ServingJar serving) throws IOException, InterruptedException {
    String id = "e-" + posted;
    byte[] filling = new byte[500_000];
    new Random(posted).nextBytes(filling); // which cannot be compressed
    String text = Base64.getEncoder().encodeToString(filling);
    String body = "{\"data\":{\"id\":\"" + id + "\",\"x\":\"" + text + "\"}}";
    int status = serving.post(body.getBytes(StandardCharsets.UTF_8));
    if (status == 200) {
      acknowledged.add(id);
      posted++;
    }
    return status;
  }

  private static void fill(Path ballast) throws IOException {
    try (OutputStream out = Files.newOutputStream(ballast)) {
      byte[] page = new byte[4096];
      while (true) {
        out.write(page);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  /** A command that runs a script, and in it the command after it, with a small disk at "data". */
  private static List<String> onASmallDisk(String script) {
    return List.of(
        "unshare",
        "--map-root-user",
        "--mount",
        "sh",
        "-c",
        "mount -t tmpfs -o size=128m tmpfs data && " + script,
        "sh");
  }

  private boolean canHaveItsOwnDisk() throws InterruptedException {
    List<String> command = new ArrayList<>(onASmallDisk("exec \"$@\""));
    command.add("true");
    try {
      return new ProcessBuilder(command).directory(folder.toFile()).start().waitFor() == 0;
    } catch (IOException e) {
      return false; // no such command
    }
  }
}
