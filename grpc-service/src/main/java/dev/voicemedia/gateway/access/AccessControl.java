package dev.voicemedia.gateway.access;

import dev.voicemedia.gateway.access.AccessRules.Openness;
import dev.voicemedia.gateway.access.MethodTable.Need;
import dev.voicemedia.gateway.time.Timer;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides whether a call may be made, by the rules of the access file, which may change meanwhile.
 * Without a file, anyone may call every method that is listed.
 */
public final class AccessControl {
  /** Health and reflection, of a source. */
  private static final int FREE_CALLS_PER_SECOND = 20;

  private static final int FREE_CALLS_AT_ONCE = 100;

  /** Failures to authenticate, of a source; beyond, nothing that costs much is checked for it. */
  private static final int FAILURES_PER_SECOND = 5;

  private static final int FAILURES_AT_ONCE = 50;

  private final AccessSettings settings;
  private final InstantSource clock;
  private final Authenticator authenticator;
  private final CallerQuotas quotas;
  private final SourceLimits freeCalls;
  private final SourceLimits failures;
  private final AccessWatches watches;
  private volatile @Nullable AccessRules rules;

  private AccessControl(AccessSettings settings, InstantSource clock, Timer timer)
      throws AccessFileException {
    this.settings = settings;
    this.rules = read(settings, clock);
    this.clock = clock;
    this.authenticator = new Authenticator(this::rules, clock);
    this.quotas = new CallerQuotas(timer);
    this.freeCalls = new SourceLimits(FREE_CALLS_PER_SECOND, FREE_CALLS_AT_ONCE, timer);
    this.failures = new SourceLimits(FAILURES_PER_SECOND, FAILURES_AT_ONCE, timer);
    this.watches = new AccessWatches(this::holds, clock, timer);
  }

  /** Lets anyone do everything. */
  public static AccessControl open(InstantSource clock, Timer timer) {
    try {
      return new AccessControl(AccessSettings.OPEN, clock, timer);
    } catch (AccessFileException e) {
      throw new IllegalStateException("there is no file", e);
    }
  }

  /**
   * Goes by settings, and by their file if there is one.
   *
   * @throws AccessFileException if it cannot be used, with the reason in one line
   */
  public static AccessControl by(AccessSettings settings, InstantSource clock, Timer timer)
      throws AccessFileException {
    return new AccessControl(settings, clock, timer);
  }

  /** Checks settings and their file without going by them. */
  public static void check(AccessSettings settings, InstantSource clock)
      throws AccessFileException {
    read(settings, clock);
  }

  /** The files that this goes by; none if it lets anyone do everything. */
  public List<Path> files() {
    List<Path> files = new ArrayList<>();
    settings
        .file()
        .ifPresent(
            file -> {
              files.add(file);
              files.addAll(AccessFile.filesNamedBy(file));
            });
    return files;
  }

  /**
   * Goes by what the file says now, and ends what it no longer allows.
   *
   * @throws AccessFileException if it cannot be used; the old rules then stay in force
   */
  public void reload() throws AccessFileException {
    rules = read(settings, clock);
    watches.checkAll();
  }

  /** For those who have to know who calls, and ask for no method of this table. */
  public Authenticator authenticator() {
    return authenticator;
  }

  /**
   * Lets a call in, or refuses it.
   *
   * @param method full name
   * @param authorization values of all Authorization headers
   * @param chain certificates of the peer; empty without
   * @throws AccessRefusedException if it may not be made
   */
  public Principal admit(
      String method, Iterable<String> authorization, List<X509Certificate> chain, Source source)
      throws AccessRefusedException {
    Need need =
        MethodTable.needOf(method).orElseThrow(() -> AccessRefusedException.of(Refusal.NOT_SERVED));
    AccessRules now = rules;
    if (need instanceof Need.Scoped scoped) {
      if (now == null) {
        return Principal.ANYONE;
      }
      Principal principal = identify(now, authorization, chain, source);
      if (!principal.caller().mayCall(method, scoped.scope())) {
        throw AccessRefusedException.notAllowed(principal.caller(), scoped.scope());
      }
      return principal;
    }
    if (!freeCalls.charge(source)) {
      throw AccessRefusedException.busy("", "calls of this address", SourceLimits.RETRY_DELAY);
    }
    return switch (opennessOf(need, now)) {
      case OPEN -> Principal.NOBODY;
      case IDENTIFIED ->
          identify(Optional.ofNullable(now).orElseThrow(), authorization, chain, source);
      case OFF -> throw AccessRefusedException.of(Refusal.NOT_SERVED);
    };
  }

  /**
   * Takes what a call uses of its caller's quotas.
   *
   * @return gives it back; may be called more than once
   * @throws AccessRefusedException OVER_QUOTA
   */
  public Runnable takeQuota(Principal principal, String method) throws AccessRefusedException {
    return quotas.take(principal.caller(), MethodTable.useOf(method));
  }

  /**
   * Watches over a call that goes on.
   *
   * @param onChanged called once, when the credential has ended or the caller is allowed less
   * @return ends the watch
   */
  public Runnable watch(Principal principal, String method, Runnable onChanged) {
    return rules == null ? () -> {} : watches.add(principal, method, onChanged);
  }

  private Principal identify(
      AccessRules now, Iterable<String> authorization, List<X509Certificate> chain, Source source)
      throws AccessRefusedException {
    try {
      Presented presented = Authenticator.presented(authorization, chain);
      if (now.isCostly(presented) && failures.isSpent(source)) {
        throw tooManyFailures();
      }
      return now.identify(presented, clock.instant());
    } catch (AccessRefusedException e) {
      if (e.refusal().kind() == Refusal.Kind.UNAUTHENTICATED && !failures.charge(source)) {
        throw tooManyFailures();
      }
      throw e;
    }
  }

  private static @Nullable AccessRules read(AccessSettings settings, InstantSource clock)
      throws AccessFileException {
    if (settings.file().isEmpty()) {
      return null;
    }
    Path file = settings.file().get();
    AccessRules read = AccessFile.read(file, clock);
    if (settings.clientCertificateRequired() && read.health() == Openness.OPEN) {
      throw new AccessFileException(
          file.toString(),
          "health: open, expected identified where client certificates are required, since the"
              + " handshake fails without one");
    }
    return read;
  }

  private static AccessRefusedException tooManyFailures() {
    return AccessRefusedException.busy("", "failures of this address", SourceLimits.RETRY_DELAY);
  }

  /** Whether who has called once may still go on. */
  private boolean holds(Principal principal, String method) {
    AccessRules now = rules;
    Optional<Need> need = MethodTable.needOf(method);
    if (now == null || need.isEmpty() || !(need.get() instanceof Need.Scoped scoped)) {
      return true;
    }
    try {
      Caller caller = now.identify(principal.presented(), clock.instant()).caller();
      return caller.mayCall(method, scoped.scope())
          && caller.connections().include(principal.caller().connections());
    } catch (AccessRefusedException e) {
      return false;
    }
  }

  private Optional<AccessRules> rules() {
    return Optional.ofNullable(rules);
  }

  private static Openness opennessOf(Need need, @Nullable AccessRules now) {
    if (now == null) {
      return Openness.OPEN;
    }
    return need instanceof Need.Health ? now.health() : now.reflection();
  }
}
