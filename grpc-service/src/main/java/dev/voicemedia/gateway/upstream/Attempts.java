package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.time.Timer;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;

/**
 * What the runs of all commands share.
 *
 * @param cleaning where attempts are ended that nobody waits for, as closing sockets takes time
 *     that others who wait for the timer do not have
 * @param deadlines of all who wait for a command
 * @param sender one attempt, from its timeout down to the socket
 */
record Attempts(
    AttemptPolicy policy,
    Timer timer,
    Executor cleaning,
    RandomGenerator random,
    AdmissionGate gate,
    HedgeBudget hedges,
    CallerDeadlines deadlines,
    AttemptSender sender,
    UpstreamMeters meters) {}
