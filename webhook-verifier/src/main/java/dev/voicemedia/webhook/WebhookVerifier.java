package dev.voicemedia.webhook;

import dev.voicemedia.webhook.WebhookVerificationException.Reason;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Verifies that a webhook comes from Telnyx: that its {@code telnyx-signature-ed25519} header is a
 * signature of {@code <telnyx-timestamp>|<raw body>} by a known key, and that the timestamp is near
 * the present.
 *
 * <p>Build one at start-up and share it: it is safe for use by many threads.
 *
 * <p>The checks run in this order: both headers present once, both well formed, signature, age. So
 * {@link Reason#STALE} and {@link Reason#FROM_THE_FUTURE} are reported for authentic webhooks only,
 * which lets an operator distinguish late deliveries and a wrong clock from forgeries. Neither is
 * ever returned as verified.
 */
public final class WebhookVerifier {

  private final PublicKeys publicKeys;
  private final Duration tolerance;
  private final InstantSource clock;

  private WebhookVerifier(PublicKeys publicKeys, Duration tolerance, InstantSource clock) {
    this.publicKeys = publicKeys;
    this.tolerance = tolerance;
    this.clock = clock;
  }

  /** Returns a builder; public keys are required, everything else has a default. */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * Verifies one webhook.
   *
   * @param body the body's bytes as they came over the wire; a body that was parsed, or decoded to
   *     text and encoded again, does not verify. Copied once, if the headers are well formed.
   * @param headers every value of each header; names in any case
   * @return the proof, to be passed on in place of the body
   * @throws WebhookVerificationException if it is not authentic or not recent
   */
  public VerifiedWebhook verify(byte[] body, Map<String, List<String>> headers)
      throws WebhookVerificationException {
    return verify(body, SignatureHeaders.lookupIn(headers));
  }

  /**
   * Verifies one webhook, for HTTP servers whose headers are not a map.
   *
   * @param body see {@link #verify(byte[], Map)}
   * @param headers called once with the name of each of the two headers
   * @return the proof, to be passed on in place of the body
   * @throws WebhookVerificationException if it is not authentic or not recent
   */
  public VerifiedWebhook verify(byte[] body, HeaderLookup headers)
      throws WebhookVerificationException {
    Objects.requireNonNull(body, "body");
    SignatureHeaders signed = SignatureHeaders.read(headers);
    SignedMessage message = new SignedMessage(signed.timestamp(), body);
    TelnyxPublicKey key = keyThatSigned(message, signed.signature());
    Instant timestamp = requireRecent(signed.seconds());
    return new VerifiedWebhook(message, timestamp, signed.signature(), key);
  }

  /** The keys that a webhook may be signed with now. */
  public List<TelnyxPublicKey> publicKeys() {
    return List.copyOf(publicKeys.current());
  }

  private TelnyxPublicKey keyThatSigned(SignedMessage message, byte[] signature)
      throws WebhookVerificationException {
    List<TelnyxPublicKey> candidates = publicKeys.current();
    for (TelnyxPublicKey key : candidates) {
      if (key.signed(message.bytes(), signature)) {
        return key;
      }
    }
    throw new WebhookVerificationException(
        Reason.NO_KEY_MATCHES,
        "the signature is not valid under any of " + candidates.size() + " public keys");
  }

  private Instant requireRecent(long seconds) throws WebhookVerificationException {
    Instant now = clock.instant();
    // In seconds, because an Instant cannot hold every long.
    if (seconds > now.plus(tolerance).getEpochSecond()) {
      throw outOfTolerance(Reason.FROM_THE_FUTURE, seconds, now);
    }
    Instant timestamp = Instant.ofEpochSecond(seconds);
    if (timestamp.isBefore(now.minus(tolerance))) {
      throw outOfTolerance(Reason.STALE, seconds, now);
    }
    return timestamp;
  }

  private WebhookVerificationException outOfTolerance(Reason reason, long seconds, Instant now) {
    return new WebhookVerificationException(
        reason,
        "authentic, but signed at "
            + seconds
            + " (Unix seconds), more than "
            + tolerance.toSeconds()
            + " s from "
            + now.getEpochSecond()
            + " by this clock",
        Duration.ofSeconds(now.getEpochSecond() - seconds));
  }

  /** Builder of a {@link WebhookVerifier}. Not safe for use by several threads. */
  public static final class Builder {

    private static final System.Logger LOGGER =
        System.getLogger(WebhookVerifier.class.getPackageName());

    private static final Duration MAX_TOLERANCE = Duration.ofDays(1);

    private @Nullable Supplier<PublicKeys> publicKeys;
    private Duration tolerance = Duration.ofMinutes(5);
    private Duration refreshInterval = Duration.ofSeconds(10);
    private InstantSource clock = Clock.systemUTC();
    private Consumer<? super RuntimeException> onRefreshFailure = Builder::logRefreshFailure;

    private Builder() {}

    /**
     * Sets the keys, tried in this order. More than one is for a key rotation.
     *
     * @throws IllegalArgumentException if there are none
     * @throws IllegalStateException if keys were given before, in any of the three ways
     */
    public Builder publicKeys(TelnyxPublicKey... keys) {
      return publicKeys(List.of(keys));
    }

    /** See {@link #publicKeys(TelnyxPublicKey...)}. */
    public Builder publicKeys(Collection<TelnyxPublicKey> keys) {
      PublicKeys fixed = PublicKeys.fixed(keys);
      return keysFrom(() -> fixed);
    }

    /**
     * Sets a file that holds the keys: base64 keys, one on a line, or PEM blocks, or both; lines
     * that start with {@code #} are skipped. It is read by {@link #build()} and again, while
     * webhooks arrive, once every {@link #refreshInterval}. Replace it by renaming a new file onto
     * it, so that it is never seen half written.
     *
     * @throws IllegalStateException if keys were given before, in any of the three ways
     */
    public Builder publicKeysFile(Path file) {
      Objects.requireNonNull(file, "file");
      return publicKeysFrom(() -> KeyFile.read(file));
    }

    /**
     * Sets a supplier of the keys. It is called by {@link #build()} and again, while webhooks
     * arrive, once every {@link #refreshInterval}, by the thread that verifies and never by two at
     * a time; other threads carry on with the keys they have. It should therefore answer from
     * memory.
     *
     * @param supplier returns at least one key, or throws
     * @throws IllegalStateException if keys were given before, in any of the three ways
     */
    public Builder publicKeysFrom(Supplier<? extends Collection<TelnyxPublicKey>> supplier) {
      Objects.requireNonNull(supplier, "supplier");
      return keysFrom(() -> new RefreshedKeys(supplier, refreshInterval, clock, onRefreshFailure));
    }

    /**
     * Sets how long keys from a file or a supplier are used before they are read again; 10 s unless
     * set. A failed read leaves the previous keys in use, and is repeated after the same interval.
     *
     * @throws IllegalArgumentException if it is not positive
     */
    public Builder refreshInterval(Duration interval) {
      this.refreshInterval = requirePositive("refresh interval", interval);
      return this;
    }

    /**
     * Sets the listener that receives the error when keys could not be read again. Unless set, the
     * error is logged as a warning through {@link System.Logger}. The listener runs on the thread
     * that verifies and must not throw.
     */
    public Builder onRefreshFailure(Consumer<? super RuntimeException> listener) {
      this.onRefreshFailure = Objects.requireNonNull(listener, "listener");
      return this;
    }

    /**
     * Sets how far the timestamp may be from the clock, in the past and in the future; 300 s unless
     * set, as in the vendor's libraries. There is no way to switch the check off: to verify a
     * stored webhook again, set a {@link #clock} that stands at the time of its receipt.
     *
     * @throws IllegalArgumentException if it is not positive or above 24 h
     */
    public Builder tolerance(Duration tolerance) {
      if (requirePositive("tolerance", tolerance).compareTo(MAX_TOLERANCE) > 0) {
        throw new IllegalArgumentException(
            "tolerance: expected at most " + MAX_TOLERANCE + ", got " + tolerance);
      }
      this.tolerance = tolerance;
      return this;
    }

    /**
     * Sets the clock that timestamps and the {@link #refreshInterval} are measured by; the system's
     * unless set. A {@link Clock} is an {@code InstantSource}.
     */
    public Builder clock(InstantSource clock) {
      this.clock = Objects.requireNonNull(clock, "clock");
      return this;
    }

    /**
     * Builds the verifier; keys from a file or a supplier are read now.
     *
     * @throws IllegalStateException if no keys were given
     * @throws IllegalArgumentException if the file or supplier has no key, or one that is not
     *     usable
     * @throws java.io.UncheckedIOException if the file cannot be read
     */
    public WebhookVerifier build() {
      if (publicKeys == null) {
        throw new IllegalStateException("public keys: expected at least one, none was set");
      }
      return new WebhookVerifier(publicKeys.get(), tolerance, clock);
    }

    private Builder keysFrom(Supplier<PublicKeys> source) {
      if (publicKeys != null) {
        throw new IllegalStateException("public keys: already set");
      }
      publicKeys = source;
      return this;
    }

    private static Duration requirePositive(String name, Duration duration) {
      if (duration.isZero() || duration.isNegative()) {
        throw new IllegalArgumentException(name + ": expected more than zero, got " + duration);
      }
      return duration;
    }

    private static void logRefreshFailure(RuntimeException e) {
      LOGGER.log(
          System.Logger.Level.WARNING,
          "public keys could not be read again; the previous ones stay in use",
          e);
    }
  }
}
