package dev.voicemedia.gateway.ingress;

import dev.voicemedia.gateway.access.Cidr;
import dev.voicemedia.gateway.access.PublicPort;
import dev.voicemedia.gateway.access.Source;
import dev.voicemedia.gateway.time.Timer;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import org.eclipse.jetty.server.Request;

/** What the webhook port makes of where a request comes from. */
public final class SourceGuard {
  private final List<Cidr> allowed;
  private final ClientAddress addresses;
  private final VerificationLanes lanes;

  public SourceGuard(PublicPort settings, Timer timer, MeterRegistry metrics) {
    this.allowed = settings.allowed();
    this.addresses = new ClientAddress(settings.trustedProxies());
    this.lanes = new VerificationLanes(settings.verificationsPerSecond(), timer, metrics);
  }

  /** Whether many clients come from an address. */
  public boolean isProxy(InetAddress address) {
    return addresses.isTrusted(address);
  }

  /** Source of a request; empty if it may not come from there. */
  Optional<Source> admit(Request request) {
    InetAddress address = addresses.of(request);
    boolean mayCome =
        allowed.isEmpty() || allowed.stream().anyMatch(range -> range.contains(address));
    return mayCome ? Optional.of(Source.of(address)) : Optional.empty();
  }

  /**
   * Verifies a webhook within the budget.
   *
   * @return what the verification returns; or {@link BudgetSpentException}
   */
  <T> CompletableFuture<T> verify(
      Request request, Source source, int bytes, Supplier<CompletableFuture<T>> verification) {
    return lanes.verify(source, bytes, request.getComponents().getExecutor(), verification);
  }
}
