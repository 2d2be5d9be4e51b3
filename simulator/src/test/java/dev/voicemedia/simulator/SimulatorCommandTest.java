package dev.voicemedia.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class SimulatorCommandTest {

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @Test
  void itPrintsWhatAClientNeeds() throws InterruptedException {
    Thread running = new Thread(() -> execute("--port", "0", "--api-key", "KEY-a"));
    running.start();
    try {
      await().until(() -> out.toString().contains("CALL_CONTROL_ID="));
      assertThat(out.toString().lines())
          .satisfiesExactly(
              line -> assertThat(line).matches("TELNYX_BASE_URL=http://127.0.0.1:[0-9]+/v2"),
              line -> assertThat(line).isEqualTo("TELNYX_API_KEY=KEY-a"),
              line -> assertThat(line).matches("TELNYX_PUBLIC_KEY=[A-Za-z0-9+/]{43}="),
              line -> assertThat(line).startsWith("CALL_CONTROL_ID=v3:"));
    } finally {
      running.interrupt();
      running.join();
    }
  }

  @Test
  void noCallIsOpenedOnRequest() throws InterruptedException {
    Thread running = new Thread(() -> execute("--port", "0", "--no-open-call"));
    running.start();
    try {
      await().until(() -> out.toString().contains("TELNYX_PUBLIC_KEY="));
    } finally {
      running.interrupt();
      running.join();
    }
    assertThat(out.toString()).doesNotContain("CALL_CONTROL_ID");
  }

  @Test
  void wrongInputIsOneLineAndExitCodeTwo() {
    String[][] wrong = {
      {"--port", "x"},
      {"--port", "65536"},
      {"--webhook-url", "ftp://a.test"},
      {"--webhook-url", "http://a b"},
      {"--speech-rate", "0"},
      {"--audio-length", "-1"},
      {"--api-key", ""},
      {"--unknown"},
    };
    for (String[] arguments : wrong) {
      err.getBuffer().setLength(0);
      assertThat(execute(arguments)).as(String.join(" ", arguments)).isEqualTo(2);
      assertThat(err.toString().lines()).as(err.toString()).hasSize(1);
    }
  }

  @Test
  void aTakenPortIsNamed() throws IOException {
    try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      String port = Integer.toString(taken.getLocalPort());

      assertThat(execute("--port", port)).isEqualTo(1);
      assertThat(err.toString()).contains("127.0.0.1:" + port);
      assertThat(err.toString().lines()).hasSize(1);
    }
  }

  private int execute(String... arguments) {
    CommandLine command = SimulatorCommand.commandLine();
    command.setOut(new PrintWriter(out));
    command.setErr(new PrintWriter(err));
    return command.execute(arguments);
  }
}
