package dev.voicemedia.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.v1.StartEarliest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Takes the data folder away from a {@code serve} that is running. */
class FolderSwapIT {
  @TempDir private Path folder;
  private final WebhookSigner signer = WebhookSigner.random();

  @Test
  void aFolderThatIsDeletedIsNoticedBeforeTheNextAnswer() throws Exception {
    Path data = folder.resolve("data");
    try (ServingJar serving = start()) {
      assertThat(post(serving, "a")).isEqualTo(200);
      try (Stream<Path> files = Files.walk(data)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(file);
        }
      }

      for (int i = 0; i < 20; i++) {
        assertThat(post(serving, "lost-" + i)).isEqualTo(503);
      }
      assertThat(post(serving, "a")).isEqualTo(503); // it is not stored any more
      assertThat(serving.status("/readyz")).isEqualTo(503);
      serving.process().awaitLine("log is not what was opened");
      assertThat(data).doesNotExist();
    }
  }

  @Test
  void whenALockFileIsDeletedOnlyTheSecondProcessAcknowledges() throws Exception {
    List<String> acknowledged = new ArrayList<>();
    try (ServingJar first = start()) {
      assertThat(post(first, "a")).isEqualTo(200);
      acknowledged.add("a");
      Files.delete(folder.resolve("data").resolve("log").resolve("LOCK"));
      try (ServingJar second = start()) {
        for (int i = 0; i < 20; i++) {
          assertThat(post(first, "first-" + i)).isEqualTo(503);
          assertThat(post(second, "second-" + i)).isEqualTo(200);
          acknowledged.add("second-" + i);
        }
        assertThat(first.status("/readyz")).isEqualTo(503);
        first.process().terminate();
        assertThat(first.process().exitCode()).isEqualTo(143);
        assertThat(post(second, "last")).isEqualTo(200);
        acknowledged.add("last");
      }
    }

    try (ServingJar again = start()) {
      assertThat(
              again.events(
                  SubscribeRequest.newBuilder().setEarliest(StartEarliest.getDefaultInstance()),
                  100))
          .extracting(event -> event.getEvent().getId())
          .isEqualTo(acknowledged);
    }
  }

  private ServingJar start() throws IOException, InterruptedException {
    return ServingJar.of(ServingJar.launch(folder, signer, List.of()), signer);
  }

  private static int post(ServingJar serving, String id) throws IOException, InterruptedException {
    String body = "{\"data\":{\"id\":\"" + id + "\"}}";
    return serving.post(body.getBytes(StandardCharsets.UTF_8));
  }
}
