package dev.voicemedia.benchmarks.actions;

import dev.voicemedia.benchmarks.ChildProcess;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/** A running {@link TlsUpstreamProcess}, with a certificate of its own. */
final class TlsUpstream implements AutoCloseable {
  private static final String PASSWORD = "of-a-key-for-loopback";

  private final Path keyStore;
  private final ChildProcess process;
  private final String[] ports;

  /** Starts one whose certificate is put into the folder. */
  TlsUpstream(Path folder) throws IOException, InterruptedException {
    keyStore = folder.resolve("telnyx.p12");
    makeCertificate();
    process =
        ChildProcess.ofClass(
            TlsUpstreamProcess.class, List.of("-Xmx256m"), Map.of(), keyStore.toString(), PASSWORD);
    ports = process.read("ports ").split(" ", -1);
  }

  /** Returns where HTTP/2 is spoken. */
  String http2() {
    return baseUrl(ports[0]);
  }

  /** Returns where HTTP/1.1 is spoken. */
  String http1() {
    return baseUrl(ports[1]);
  }

  /** Returns the options by which a JVM trusts it. */
  List<String> trusted() {
    return List.of(
        "-Djavax.net.ssl.trustStore=" + keyStore, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
  }

  /**
   * Its TLS connections of one protocol.
   *
   * @param taken how many there have been
   */
  record Connections(int taken, int open) {
    @Override
    public String toString() {
      return taken + ", " + open + " of them open at the end";
    }
  }

  Connections overHttp2() throws IOException {
    return connections(TlsUpstreamProcess.HTTP_2);
  }

  Connections overHttp1() throws IOException {
    return connections(TlsUpstreamProcess.HTTP_1);
  }

  @Override
  public void close() {
    process.close();
  }

  private Connections connections(String protocol) throws IOException {
    process.write(protocol);
    String[] counts = process.read(protocol + " ").split(" ", -1);
    return new Connections(Integer.parseInt(counts[0]), Integer.parseInt(counts[1]));
  }

  private static String baseUrl(String port) {
    return "https://127.0.0.1:" + port + "/v2";
  }

  private void makeCertificate() throws IOException, InterruptedException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-dname",
                "CN=127.0.0.1",
                "-ext",
                "san=ip:127.0.0.1",
                "-keystore",
                keyStore.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .start();
    String output = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (keytool.waitFor() != 0) {
      throw new IOException("keytool: exit status " + keytool.exitValue() + ": " + output);
    }
  }
}
