package dev.voicemedia.gateway;

import dev.voicemedia.gateway.testing.TestCa;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;

/**
 * TLS in front of a simulated Telnyx, which speaks plain http: a gateway that serves takes what it
 * recovers from nowhere else.
 */
final class TlsFront implements AutoCloseable {
  private static final String PASSWORD = "password";

  private final URI behind;
  private final Path trusted;
  private final SSLServerSocket listening;
  private final ExecutorService pumps = Executors.newCachedThreadPool();

  /**
   * @param behind base URL to which connections go on
   * @param folder for the file of who is trusted
   */
  TlsFront(URI behind, Path folder) throws IOException, GeneralSecurityException {
    this.behind = behind;
    TestCa ca = new TestCa("test CA");
    TestCa.Issued issued = ca.issue("localhost", Duration.ofDays(1), "DNS:localhost");
    KeyStore keys = KeyStore.getInstance("PKCS12");
    keys.load(null, null);
    keys.setKeyEntry(
        "server",
        issued.key(),
        PASSWORD.toCharArray(),
        new Certificate[] {issued.certificate(), ca.certificate()});
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, PASSWORD.toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    KeyStore trust = KeyStore.getInstance("PKCS12");
    trust.load(null, null);
    trust.setCertificateEntry("ca", ca.certificate());
    trusted = folder.resolve("trusted.p12");
    try (OutputStream out = Files.newOutputStream(trusted)) {
      trust.store(out, PASSWORD.toCharArray());
    }
    listening =
        (SSLServerSocket)
            tls.getServerSocketFactory()
                .createServerSocket(0, 100, InetAddress.getLoopbackAddress());
    pumps.execute(this::accept);
  }

  /** The base URL behind it, by TLS. */
  URI baseUrl() {
    return URI.create("https://localhost:" + listening.getLocalPort() + behind.getPath());
  }

  /** Options by which a JVM trusts it. */
  List<String> jvmOptions() {
    return List.of(
        "-Djavax.net.ssl.trustStore=" + trusted, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD);
  }

  @Override
  public void close() throws IOException {
    listening.close();
    pumps.shutdownNow();
  }

  private void accept() {
    while (!listening.isClosed()) {
      try {
        Socket client = listening.accept();
        Socket server = new Socket(behind.getHost(), behind.getPort());
        pumps.execute(() -> pump(client, server));
        pumps.execute(() -> pump(server, client));
      } catch (IOException e) {
        // Closed, or a connection that has failed, which its client sees.
      }
    }
  }

  private static void pump(Socket from, Socket to) {
    try (from;
        to;
        InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[1 << 16];
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        out.write(buffer, 0, read);
        out.flush();
      }
    } catch (IOException e) {
      // One end is gone, so the other goes, too.
    }
  }
}
