package dev.voicemedia.benchmarks;

import dev.voicemedia.webhook.TelnyxPublicKey;
import dev.voicemedia.webhook.VerifiedWebhook;
import dev.voicemedia.webhook.WebhookVerificationException;
import dev.voicemedia.webhook.WebhookVerifier;
import dev.voicemedia.webhook.testing.WebhookSigner;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.jspecify.annotations.NullUnmarked;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One authentic webhook, verified by the library and by what it is measured against. */
@NullUnmarked // JMH fills the fields
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Thread)
public class VerifierBenchmark {

  /** Bytes of the body. */
  @Param({"200", "1024", "16384", "1048576"})
  public int size;

  /** How many keys are tried; the last one matches. */
  @Param({"1", "2"})
  public int keys;

  private final Map<String, List<String>> headers = new HashMap<>();
  private final List<Ed25519.PublicPoint> points = new ArrayList<>();
  private WebhookVerifier verifier;
  private byte[] body;
  private String text;
  private byte[] message;
  private byte[] signature;
  private String timestamp;
  private String base64Signature;
  private String base64Key;

  /** Signs the webhook, and prepares for each side whatever it may keep between calls. */
  @Setup
  public void sign() {
    text = "{\"data\":\"" + "x".repeat(size - 11) + "\"}";
    body = text.getBytes(StandardCharsets.UTF_8);
    Instant now = Instant.now();
    timestamp = Long.toString(now.getEpochSecond());
    message = (timestamp + "|" + text).getBytes(StandardCharsets.UTF_8);

    List<TelnyxPublicKey> publicKeys = new ArrayList<>();
    WebhookSigner signer = WebhookSigner.random();
    for (int others = keys; others > 1; others--) {
      publicKeys.add(WebhookSigner.random().publicKey());
    }
    publicKeys.add(signer.publicKey());
    publicKeys.forEach(key -> points.add(Ed25519.validatePublicKeyFullExport(key.encoded(), 0)));
    verifier =
        WebhookVerifier.builder().publicKeys(publicKeys).tolerance(Duration.ofDays(1)).build();
    signature = signer.sign(timestamp, body);
    base64Key = signer.publicKeyBase64();

    // As a server has them: the two headers among others.
    for (String name : List.of("host", "accept", "user-agent", "content-type", "content-length")) {
      headers.put(name, List.of("value"));
    }
    headers.putAll(signer.headers(timestamp, body));
    base64Signature = headers.get("telnyx-signature-ed25519").get(0);
  }

  /** The library: headers and body in, proof out. */
  @Benchmark
  public VerifiedWebhook verifier() throws WebhookVerificationException {
    return verifier.verify(body, headers);
  }

  /** Bouncy Castle alone, with everything parsed, decoded and joined beforehand. */
  @Benchmark
  public boolean bouncyCastle() {
    for (Ed25519.PublicPoint point : points) {
      if (Ed25519.verify(signature, 0, point, message, 0, message.length)) {
        return true;
      }
    }
    throw new IllegalStateException("no key matches");
  }

  /** The way of the vendor's library, which takes one key only. */
  @Benchmark
  public boolean jdkProvider() throws GeneralSecurityException {
    if (!JdkVerification.verify(base64Key, timestamp, base64Signature, text)) {
      throw new IllegalStateException("not verified");
    }
    return true;
  }
}
