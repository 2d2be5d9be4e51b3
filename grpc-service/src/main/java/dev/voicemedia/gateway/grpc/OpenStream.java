package dev.voicemedia.gateway.grpc;

import java.time.Instant;

/**
 * A stream of events that is open.
 *
 * @param caller name of whose it is
 * @param since when it was opened
 * @param live whether it has all that it is to be sent, rather than reading from the log
 * @param position that everything up to has been sent; 0 before its first message
 */
public record OpenStream(String caller, Instant since, boolean live, long position) {
  OpenStream at(boolean nowLive, long nowPosition) {
    return new OpenStream(caller, since, nowLive, nowPosition);
  }
}
