package dev.voicemedia.gateway.http;

import dev.voicemedia.gateway.access.AccessFileException;
import dev.voicemedia.gateway.access.TlsFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.UUID;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** TLS of an HTTP port. New connections have the files' newest content, open ones stay. */
public final class HttpTls {
  private final TlsFiles files;
  private final SslContextFactory.Server context = new SslContextFactory.Server();

  /** Of the key store, which is in memory alone: there has to be one. */
  private final String password = UUID.randomUUID().toString();

  private HttpTls(TlsFiles files) throws AccessFileException {
    this.files = files;
    context.setIncludeProtocols("TLSv1.3", "TLSv1.2");
    context.setKeyStorePassword(password);
    context.setKeyStore(keyStore());
  }

  /**
   * Reads the files.
   *
   * @throws AccessFileException if one of them cannot be used
   */
  public static HttpTls load(TlsFiles files) throws AccessFileException {
    return new HttpTls(files);
  }

  /** The files that this reads. */
  public List<Path> files() {
    return files.all();
  }

  /**
   * Reads the files again: both of them, or none.
   *
   * @throws AccessFileException if a file cannot be used; what was there before stays
   */
  public void reload() throws AccessFileException {
    KeyStore next = keyStore();
    try {
      context.reload(factory -> factory.setKeyStore(next));
    } catch (Exception e) {
      throw new IllegalStateException("a key and its certificate that were read can be used", e);
    }
  }

  SslContextFactory.Server context() {
    return context;
  }

  private KeyStore keyStore() throws AccessFileException {
    TlsFiles.Identity identity = files.read();
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, null);
      store.setKeyEntry(
          "webhooks",
          identity.key(),
          password.toCharArray(),
          identity.chain().toArray(X509Certificate[]::new));
      return store;
    } catch (GeneralSecurityException | IOException e) {
      throw new IllegalStateException("every JDK has PKCS #12", e);
    }
  }
}
