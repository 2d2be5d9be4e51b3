package dev.voicemedia.simulator;

import java.net.http.HttpClient;
import java.security.SecureRandom;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;

/**
 * Stands in for TLS in a client that speaks clear text alone. Java's client would load TLS and all
 * trusted certificates as it is built, which takes a twentieth of a start.
 */
final class NoTls extends SSLContextSpi {
  private NoTls() {}

  /** Builds a client that cannot be used for {@code https://}. */
  static HttpClient.Builder in(HttpClient.Builder settings) {
    return settings.sslContext(new Context()).sslParameters(new SSLParameters());
  }

  @Override
  protected void engineInit(KeyManager[] keys, TrustManager[] trusted, SecureRandom random) {
    throw refused();
  }

  @Override
  protected SSLSocketFactory engineGetSocketFactory() {
    throw refused();
  }

  @Override
  protected SSLServerSocketFactory engineGetServerSocketFactory() {
    throw refused();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine() {
    throw refused();
  }

  @Override
  protected SSLEngine engineCreateSSLEngine(String host, int port) {
    throw refused();
  }

  @Override
  protected SSLSessionContext engineGetServerSessionContext() {
    throw refused();
  }

  @Override
  protected SSLSessionContext engineGetClientSessionContext() {
    throw refused();
  }

  private static UnsupportedOperationException refused() {
    return new UnsupportedOperationException("https: a client of clear text, expected http");
  }

  private static final class Context extends SSLContext {
    Context() {
      super(new NoTls(), null, "none");
    }
  }
}
