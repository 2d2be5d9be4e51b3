package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.access.AccessControl;
import dev.voicemedia.gateway.eventlog.EventLog;
import dev.voicemedia.gateway.feed.EventFeed;
import dev.voicemedia.gateway.time.Timer;
import dev.voicemedia.gateway.waits.SentCommands;
import java.time.Duration;
import java.util.concurrent.Executor;

/**
 * What the streams share that wait for the end of a command.
 *
 * @param readers may block on the disk
 * @param stalledAfter time without accepting anything after which a stream is closed
 * @param places that streams take, of all kinds together
 * @param sentCommands notes what this gateway sends
 */
record WaitStreams(
    EventFeed feed,
    EventLog log,
    Executor readers,
    Timer timer,
    Duration stalledAfter,
    StreamPlaces places,
    AccessControl access,
    ErrorMapper errors,
    SentCommands sentCommands) {}
