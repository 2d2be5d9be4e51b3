package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.time.Timer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/** Sends commands to Telnyx, each so that it takes effect at most once. */
public final class CommandSender {
  private final AdmissionGate gate;
  private final CommandMemory memory;

  public CommandSender(
      TelnyxHttp http,
      ApiKeys apiKeys,
      AttemptPolicy policy,
      Timer timer,
      RandomGenerator random,
      UpstreamMeters meters) {
    this(http, apiKeys, policy, timer, random, meters, AttemptListener.NOBODY);
  }

  /**
   * @param listener is shown each attempt
   */
  public CommandSender(
      TelnyxHttp http,
      ApiKeys apiKeys,
      AttemptPolicy policy,
      Timer timer,
      RandomGenerator random,
      UpstreamMeters meters,
      AttemptListener listener) {
    this(new TelnyxSender(http, apiKeys), policy, timer, http.cleaning(), random, meters, listener);
  }

  /** Puts together what a command passes on its way, from Telnyx outwards. */
  CommandSender(
      AttemptSender telnyx,
      AttemptPolicy policy,
      Timer timer,
      Executor cleaning,
      RandomGenerator random,
      UpstreamMeters meters) {
    this(telnyx, policy, timer, cleaning, random, meters, AttemptListener.NOBODY);
  }

  private CommandSender(
      AttemptSender telnyx,
      AttemptPolicy policy,
      Timer timer,
      Executor cleaning,
      RandomGenerator random,
      UpstreamMeters meters,
      AttemptListener listener) {
    AttemptSender timed = new AttemptTimeout(policy.windows().attempt(), timer, telnyx);
    AttemptSender metered = new MeteredAttempts(meters, timed);
    AttemptSender watched = new WatchedAttempts(listener, metered);
    AttemptSender traced = new TracedAttempts(watched);
    gate = new AdmissionGate(policy, timer);
    HedgeBudget hedges = new HedgeBudget(policy.hedge().share());
    CallerDeadlines deadlines = new CallerDeadlines(timer);
    Attempts attempts =
        new Attempts(policy, timer, cleaning, random, gate, hedges, deadlines, traced, meters);
    memory = new CommandMemory(attempts);
    meters.watch(gate::inFlight, gate::queued, memory::size, () -> gate.state().name());
  }

  /**
   * Sends a command whose id nobody else knows.
   *
   * @see #send(Command, String, Duration)
   */
  public CompletableFuture<CommandResult> send(Command command, Duration limit) {
    return memory.send(command, "", limit);
  }

  /**
   * Sends a command, as often as it takes, or finds out what became of it if it is a repeat.
   * Cancelling the result ends that, down to the socket, unless another caller waits for the same
   * command.
   *
   * @param digest of the request: equal for repeats of a command, different for different requests
   * @param limit how long it may take altogether, the answer's body included, or less if many wait;
   *     nothing is sent if it is not positive
   * @return fails with {@link CommandException}
   */
  public CompletableFuture<CommandResult> send(Command command, String digest, Duration limit) {
    return memory.send(command, digest, limit);
  }

  /** Whether commands wait for a place in flight. */
  public boolean isQueueing() {
    return gate.queued() > 0;
  }

  /** Attempts that hold a place in flight. */
  int inFlight() {
    return gate.inFlight();
  }

  /** Commands with an id of the caller's that are under way or remembered. */
  int remembered() {
    return memory.size();
  }
}
