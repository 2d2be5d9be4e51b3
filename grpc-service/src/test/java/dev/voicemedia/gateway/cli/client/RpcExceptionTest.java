package dev.voicemedia.gateway.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.io.IOException;
import java.net.SocketException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RpcExceptionTest {

  /** How a refusal without TLS arrives is a race between the server's close and its reset. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "Connection reset",
        "Connection reset by peer",
        "recvAddress(..) failed with error(-104): Connection reset by peer",
        "Broken pipe"
      })
  void aResetConnectionIsOneThatTheServerClosed(String why) {
    Status status =
        Status.UNAVAILABLE
            .withDescription("io exception")
            .withCause(new IOException("io exception", new SocketException(why)));

    assertThat(new RpcException(status.asRuntimeException(), "127.0.0.1:9090"))
        .hasMessage(
            "UNAVAILABLE: 127.0.0.1:9090 closed the connection, as a port with TLS does:"
                + " expected --tls-ca for one");
  }

  @Test
  void aRefusedConnectionKeepsItsReason() {
    Status status =
        Status.UNAVAILABLE
            .withDescription("io exception")
            .withCause(new SocketException("Connection refused"));

    assertThat(new RpcException(status.asRuntimeException(), "127.0.0.1:9090"))
        .hasMessage("UNAVAILABLE: no gateway answers at 127.0.0.1:9090: Connection refused");
  }
}
