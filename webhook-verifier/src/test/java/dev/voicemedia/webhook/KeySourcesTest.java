package dev.voicemedia.webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.voicemedia.webhook.testing.WebhookSigner;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeySourcesTest {

  private static final Instant START = Instant.parse("2026-03-01T12:00:00Z");
  private static final byte[] BODY = "{}".getBytes(UTF_8);

  private final WebhookSigner first = WebhookSigner.random();
  private final WebhookSigner second = WebhookSigner.random();
  private final List<RuntimeException> failures = new ArrayList<>();
  private volatile Instant now = START;
  @TempDir Path folder;

  @Test
  void aKeyFileIsReadAgainAfterTheInterval() throws Exception {
    Path file = folder.resolve("keys");
    Files.writeString(file, first.publicKeyBase64());
    WebhookVerifier verifier = builder().publicKeysFile(file).build();
    replace(file, second.publicKeyBase64() + "\n");

    now = START.plusSeconds(10).minusNanos(1);
    assertThat(accepts(verifier, first)).isTrue();
    assertThat(accepts(verifier, second)).isFalse();

    now = START.plusSeconds(10);
    assertThat(accepts(verifier, second)).isTrue();
    assertThat(accepts(verifier, first)).isFalse();
    assertThat(failures).isEmpty();
  }

  @Test
  void aKeyFileThatDisappearsOrBreaksLeavesTheLastKeysInUse() throws Exception {
    Path file = folder.resolve("keys");
    Files.writeString(file, first.publicKeyBase64());
    WebhookVerifier verifier = builder().publicKeysFile(file).build();

    Files.delete(file);
    assertThat(acceptsAfterInterval(verifier, first)).isTrue();
    for (String broken :
        List.of("", "# no key\n", "KEYsecret", first.publicKeyBase64() + "\n-----BEGIN PUBLIC")) {
      replace(file, broken);
      assertThat(acceptsAfterInterval(verifier, first)).isTrue();
    }
    assertThat(failures)
        .extracting(Throwable::getMessage)
        .containsExactly(
            "key file " + file + " cannot be read",
            "public keys: expected at least one, got none",
            "public keys: expected at least one, got none",
            "key file "
                + file
                + ": public key: expected the padded base64 of 32 bytes (44 characters), got 9"
                + " characters",
            "key file " + file + ": a PEM block has no end");

    replace(file, second.publicKeyBase64());
    assertThat(acceptsAfterInterval(verifier, second)).isTrue();
    assertThat(failures).hasSize(5);
  }

  @Test
  void aKeyFileMayMixBase64AndPemAndComments() throws Exception {
    String pem =
        "-----BEGIN PUBLIC KEY-----\n"
            + Base64.getMimeEncoder(20, new byte[] {'\n'}).encodeToString(der(second))
            + "\n-----END PUBLIC KEY-----\n";
    Path file = folder.resolve("keys");
    Files.writeString(
        file, "# old\n\n  " + first.publicKeyBase64() + "  \r\n# new\n" + pem + "\n# end");

    WebhookVerifier verifier = builder().publicKeysFile(file).build();

    assertThat(accepts(verifier, first)).isTrue();
    assertThat(accepts(verifier, second)).isTrue();
    assertThat(accepts(verifier, WebhookSigner.random())).isFalse();
    assertThat(KeyFile.read(file)).containsExactly(first.publicKey(), second.publicKey());
  }

  @Test
  void aKeyFileThatCannotBeUsedAtTheStartIsRefused() throws Exception {
    Path file = folder.resolve("keys");
    WebhookVerifier.Builder missing = builder().publicKeysFile(file);
    assertThatExceptionOfType(UncheckedIOException.class)
        .isThrownBy(missing::build)
        .withMessage("key file " + file + " cannot be read")
        .withCauseInstanceOf(NoSuchFileException.class);

    String line = "#" + "x".repeat(62) + "\n";
    Files.writeString(file, line.repeat(1024) + "\n");
    assertThatIllegalArgumentException()
        .isThrownBy(missing::build)
        .withMessage("key file " + file + ": expected at most 65536 bytes");

    Files.writeString(file, line.repeat(1024));
    assertThatIllegalArgumentException()
        .isThrownBy(missing::build)
        .withMessage("public keys: expected at least one, got none");
  }

  @Test
  void aSupplierIsAskedOnceAnInterval() {
    AtomicInteger calls = new AtomicInteger();
    WebhookVerifier verifier =
        builder()
            .refreshInterval(Duration.ofMinutes(1))
            .publicKeysFrom(
                () -> {
                  calls.incrementAndGet();
                  return List.of(first.publicKey());
                })
            .build();
    assertThat(calls).hasValue(1);

    now = START.plusSeconds(59);
    assertThat(accepts(verifier, first)).isTrue();
    assertThat(calls).hasValue(1);
    now = START.plusSeconds(60);
    assertThat(accepts(verifier, first)).isTrue();
    assertThat(accepts(verifier, first)).isTrue();
    assertThat(calls).hasValue(2);
    now = START.plusSeconds(119);
    assertThat(accepts(verifier, first)).isTrue();
    assertThat(calls).hasValue(2);
  }

  @Test
  void aSupplierIsAskedAgainWhenTheClockWasSetBack() {
    AtomicInteger calls = new AtomicInteger();
    WebhookVerifier verifier =
        builder()
            .publicKeysFrom(() -> calls.getAndIncrement() == 0 ? keys(first) : keys(second))
            .build();

    now = START.minusSeconds(3600);
    assertThat(accepts(verifier, second)).isTrue();
    assertThat(accepts(verifier, second)).isTrue();
    assertThat(calls).hasValue(2);
  }

  @Test
  void aSupplierThatFailsLeavesTheLastKeysInUseUntilTheNextInterval() {
    List<Supplier<List<TelnyxPublicKey>>> answers =
        new ArrayList<>(
            List.of(
                () -> keys(first),
                () -> {
                  throw new IllegalStateException("vault is sealed");
                },
                List::of,
                () -> keys(second)));
    WebhookVerifier verifier = builder().publicKeysFrom(() -> answers.remove(0).get()).build();

    assertThat(acceptsAfterInterval(verifier, first)).isTrue();
    assertThat(accepts(verifier, first)).isTrue();
    assertThat(failures).extracting(Throwable::getMessage).containsExactly("vault is sealed");
    assertThat(acceptsAfterInterval(verifier, first)).isTrue();
    assertThat(failures).hasSize(2);
    assertThat(acceptsAfterInterval(verifier, second)).isTrue();
    assertThat(acceptsAfterInterval(verifier, second)).isTrue();
    assertThat(failures).hasSize(3);
  }

  @Test
  void aSlowSupplierHoldsUpOneThreadOnly() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    AtomicInteger calls = new AtomicInteger();
    WebhookVerifier verifier =
        builder()
            .publicKeysFrom(
                () -> {
                  if (calls.getAndIncrement() > 0) {
                    entered.countDown();
                    awaitQuietly(release);
                    return keys(second);
                  }
                  return keys(first);
                })
            .build();
    now = START.plusSeconds(10);
    ExecutorService threads = Executors.newSingleThreadExecutor();
    try {
      Future<Boolean> heldUp = threads.submit(() -> accepts(verifier, second));
      assertThat(entered.await(10, TimeUnit.SECONDS)).isTrue();
      now = START.plusSeconds(20);

      assertThat(accepts(verifier, first)).isTrue();
      assertThat(calls).hasValue(2);

      now = START.plusSeconds(10);
      release.countDown();
      assertThat(heldUp.get(10, TimeUnit.SECONDS)).isTrue();
      assertThat(accepts(verifier, first)).isFalse();
      now = START.plusSeconds(20);
      assertThat(accepts(verifier, second)).isTrue();
      assertThat(calls).as("the next refresh may be another thread's").hasValue(3);
    } finally {
      release.countDown();
      threads.shutdownNow();
    }
  }

  @Test
  void aRefreshFailureIsLoggedUnlessAListenerIsSet() {
    AtomicInteger calls = new AtomicInteger();
    WebhookVerifier verifier =
        WebhookVerifier.builder()
            .clock(() -> now)
            .publicKeysFrom(() -> calls.getAndIncrement() == 0 ? keys(first) : List.of())
            .build();

    List<String> logged = LoggedWarnings.during(() -> acceptsAfterInterval(verifier, first));

    assertThat(logged)
        .containsExactly("public keys could not be read again; the previous ones stay in use");
  }

  @Test
  void keysAreTakenFromOneSourceOnly() {
    assertThatIllegalStateException()
        .isThrownBy(() -> builder().publicKeys(first.publicKey()).publicKeysFrom(List::of))
        .withMessage("public keys: already set");
    assertThatIllegalStateException()
        .isThrownBy(() -> builder().publicKeysFrom(List::of).publicKeysFile(folder));
    assertThatIllegalStateException()
        .isThrownBy(() -> builder().publicKeysFile(folder).publicKeys(first.publicKey()));
  }

  @Test
  void theIntervalMustBePositive() {
    for (Duration interval : List.of(Duration.ZERO, Duration.ofMillis(-1))) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> WebhookVerifier.builder().refreshInterval(interval))
          .withMessage("refresh interval: expected more than zero, got " + interval);
    }
  }

  private WebhookVerifier.Builder builder() {
    return WebhookVerifier.builder().clock(() -> now).onRefreshFailure(failures::add);
  }

  private boolean acceptsAfterInterval(WebhookVerifier verifier, WebhookSigner signer) {
    now = now.plusSeconds(10);
    return accepts(verifier, signer);
  }

  private boolean accepts(WebhookVerifier verifier, WebhookSigner signer) {
    try {
      return verifier
          .verify(BODY, signer.headers(now, BODY))
          .publicKey()
          .equals(signer.publicKey());
    } catch (WebhookVerificationException e) {
      assertThat(e.reason()).isEqualTo(WebhookVerificationException.Reason.NO_KEY_MATCHES);
      return false;
    }
  }

  private static List<TelnyxPublicKey> keys(WebhookSigner signer) {
    return List.of(signer.publicKey());
  }

  private static byte[] der(WebhookSigner signer) {
    return HexFormat.of()
        .parseHex(
            "302a300506032b6570032100" + HexFormat.of().formatHex(signer.publicKey().encoded()));
  }

  private static void replace(Path file, String content) throws IOException {
    Path written = Files.writeString(file.resolveSibling("new"), content);
    Files.move(written, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
