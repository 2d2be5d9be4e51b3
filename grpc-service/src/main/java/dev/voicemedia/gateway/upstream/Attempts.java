package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.time.Timer;
import java.util.random.RandomGenerator;

/**
 * What the runs of all commands share.
 *
 * @param sender one attempt, from its timeout down to the socket
 */
record Attempts(
    AttemptPolicy policy,
    Timer timer,
    RandomGenerator random,
    AdmissionGate gate,
    HedgeBudget hedges,
    AttemptSender sender,
    UpstreamMeters meters) {}
