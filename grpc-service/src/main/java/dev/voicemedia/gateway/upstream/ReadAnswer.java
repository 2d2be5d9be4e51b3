package dev.voicemedia.gateway.upstream;

import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.ResponseInfo;
import java.util.Optional;
import javax.net.ssl.SSLSession;

/** An answer that has been read to its end; what came before it, and TLS, are not kept. */
record ReadAnswer<T>(HttpRequest request, ResponseInfo info, T body) implements HttpResponse<T> {
  @Override
  public int statusCode() {
    return info.statusCode();
  }

  @Override
  public HttpHeaders headers() {
    return info.headers();
  }

  @Override
  public Version version() {
    return info.version();
  }

  @Override
  public URI uri() {
    return request.uri();
  }

  @Override
  public Optional<HttpResponse<T>> previousResponse() {
    return Optional.empty();
  }

  @Override
  public Optional<SSLSession> sslSession() {
    return Optional.empty();
  }
}
