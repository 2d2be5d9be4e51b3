package dev.voicemedia.gateway.upstream;

import dev.voicemedia.gateway.upstream.CommandException.Kind;
import java.net.ConnectException;
import java.net.http.HttpConnectTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/** What an exception of the HTTP client says about a request that was not answered. */
final class ConnectionFailure {
  private static final String TOO_MANY_STREAMS = "too many concurrent streams";

  private final String proxy;

  /**
   * @param proxy that requests go through; empty for none
   */
  ConnectionFailure(String proxy) {
    this.proxy = proxy;
  }

  /**
   * @param sentBody false only if nothing of the request's body was sent
   */
  CommandException describe(@Nullable Throwable cause, boolean sentBody) {
    if (isRefusedStream(cause)) {
      return notSent("Telnyx did not take the request: it refused the HTTP/2 stream", cause);
    } else if (isTooManyStreams(cause)) {
      return notSent(
          "cannot connect to Telnyx: its limit of concurrent streams is lower than the number of"
              + " requests in flight",
          cause);
    } else if (!sentBody || isFailedHandshake(cause)) {
      return notSent(
          "cannot connect to Telnyx" + viaProxy() + ": " + whyNotConnected(cause), cause);
    }
    return CommandException.unanswered(
        Kind.CONNECTION_FAILED,
        CommandOutcome.UNKNOWN,
        "the connection to Telnyx broke before the answer was complete",
        cause);
  }

  /** The proxy has answered in place of Telnyx. */
  CommandException proxyWantsCredentials() {
    return notSent(
        "cannot connect to Telnyx" + viaProxy() + ": the proxy asks for credentials (HTTP 407)",
        null);
  }

  /** Whether the HTTP client sent nothing, as its connection carries as many requests as it may. */
  static boolean isTooManyStreams(@Nullable Throwable cause) {
    // The JDK has a class of its own for this from Java 26 on.
    return mentions(cause, TOO_MANY_STREAMS);
  }

  /** By HTTP/2's own words, a server has done nothing with a stream that it refuses. */
  private static boolean isRefusedStream(@Nullable Throwable cause) {
    return mentions(cause, "RST_STREAM: Stream not processed") // Java 17
        || mentions(cause, "request not processed by peer"); // Java 25
  }

  /** The JDK may have put the request into a buffer by then, but it has not encrypted it. */
  private static boolean isFailedHandshake(@Nullable Throwable cause) {
    return cause instanceof SSLHandshakeException
        || (cause != null && cause.getCause() instanceof SSLHandshakeException);
  }

  private static String whyNotConnected(@Nullable Throwable cause) {
    if (cause instanceof UnresolvedAddressException
        || (cause != null && cause.getCause() instanceof UnresolvedAddressException)) {
      return "its host name cannot be resolved";
    } else if (mentions(cause, "Tunnel failed")) {
      return "the proxy refuses the tunnel";
    } else if (cause instanceof SSLException || isFailedHandshake(cause)) {
      return "the TLS handshake failed";
    } else if (cause instanceof HttpConnectTimeoutException) {
      return "the connection was not established in time";
    } else if (cause instanceof ConnectException) {
      return "the connection was refused";
    } else {
      return "the connection broke before the command was sent";
    }
  }

  private String viaProxy() {
    return proxy.isEmpty() ? "" : " through the proxy " + proxy;
  }

  private static boolean mentions(@Nullable Throwable cause, String words) {
    return cause != null && String.valueOf(cause.getMessage()).contains(words);
  }

  private static CommandException notSent(String message, @Nullable Throwable cause) {
    return CommandException.unanswered(
        Kind.CONNECTION_FAILED, CommandOutcome.NOT_SENT, message, cause);
  }
}
