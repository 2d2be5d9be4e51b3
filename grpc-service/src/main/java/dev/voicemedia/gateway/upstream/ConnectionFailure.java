package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.upstream.CommandException.Kind;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What an exception of the HTTP client says about a request that was not answered. */
final class ConnectionFailure {
  private static final String TOO_MANY_STREAMS = "too many concurrent streams";

  private ConnectionFailure() {}

  static CommandException describe(@Nullable Throwable cause) {
    String whyNotConnected = whyNotConnected(cause);
    return whyNotConnected.isEmpty()
        ? CommandException.unanswered(
            Kind.CONNECTION_FAILED,
            CommandOutcome.UNKNOWN,
            "the connection to Telnyx broke before the answer was complete",
            cause)
        : CommandException.unanswered(
            Kind.CONNECTION_FAILED,
            CommandOutcome.NOT_SENT,
            "cannot connect to Telnyx: " + whyNotConnected,
            cause);
  }

  /** Whether the HTTP client sent nothing, as its connection carries as many requests as it may. */
  static boolean isTooManyStreams(@Nullable Throwable cause) {
    // The JDK has a class of its own for this from Java 26 on.
    return cause != null && String.valueOf(cause.getMessage()).contains(TOO_MANY_STREAMS);
  }

  /** Empty if there may have been a connection. */
  private static String whyNotConnected(@Nullable Throwable cause) {
    if (cause instanceof UnresolvedAddressException
        || (cause != null && cause.getCause() instanceof UnresolvedAddressException)) {
      return "its host name cannot be resolved";
    } else if (cause instanceof SSLHandshakeException) {
      return "the TLS handshake failed";
    } else if (cause instanceof HttpConnectTimeoutException) {
      return "the connection was not established in time";
    } else if (cause instanceof ConnectException) {
      return "the connection was refused";
    } else if (isTooManyStreams(cause)) {
      return "its limit of concurrent streams is lower than the number of requests in flight";
    } else {
      return "";
    }
  }
}
