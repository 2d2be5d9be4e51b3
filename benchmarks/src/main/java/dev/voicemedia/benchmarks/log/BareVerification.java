package dev.voicemedia.benchmarks.log;

import dev.voicemedia.benchmarks.log.SignedRequests.Signed;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.io.ByteArrayOutputStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Bouncy Castle's verification and nothing else, of webhooks that were parsed beforehand. */
final class BareVerification {
  private static final double NANOS_A_MICRO = 1e3;

  private final Ed25519.PublicPoint key;

  BareVerification(TelnyxPublicKey key) {
    this.key = Ed25519.validatePublicKeyFullExport(key.encoded(), 0);
  }

  private static final class Parsed {
    private final byte[] message;
    private final byte[] signature;

    Parsed(byte[] message, byte[] signature) {
      this.message = message;
      this.signature = signature;
    }
  }

  /** Returns the CPU time of a webhook, in microseconds. */
  double micros(List<Signed> webhooks) {
    List<Parsed> parsed = new ArrayList<>();
    webhooks.forEach(webhook -> parsed.add(parse(webhook)));
    long start = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    for (Parsed each : parsed) {
      if (!Ed25519.verify(each.signature, 0, key, each.message, 0, each.message.length)) {
        throw new IllegalStateException("not verified");
      }
    }
    long cpu = ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() - start;
    return cpu / NANOS_A_MICRO / webhooks.size();
  }

  private static Parsed parse(Signed webhook) {
    ByteArrayOutputStream message = new ByteArrayOutputStream();
    message.writeBytes(header(webhook, "telnyx-timestamp").getBytes(StandardCharsets.US_ASCII));
    message.write('|');
    message.writeBytes(webhook.body());
    return new Parsed(
        message.toByteArray(),
        Base64.getDecoder().decode(header(webhook, "telnyx-signature-ed25519")));
  }

  private static String header(Signed webhook, String name) {
    return Objects.requireNonNull(webhook.headers().get(name), name).get(0);
  }
}
