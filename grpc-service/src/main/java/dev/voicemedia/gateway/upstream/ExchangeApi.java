package dev.voicemedia.gateway.upstream;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.client.ApiClient;
import java.net.URI;
import java.net.http.HttpClient;

/** What the generated code needs for one exchange, without making anew what all of them share. */
final class ExchangeApi extends ApiClient {
  private final HttpClient exchange;

  ExchangeApi(HttpClient exchange, ObjectMapper json, URI baseUrl) {
    super(HttpClient.newBuilder(), json, baseUrl.toString());
    this.exchange = exchange;
  }

  @Override
  public HttpClient getHttpClient() {
    return exchange;
  }

  /**
   * The shared one. The generated code would copy it, and a copy builds the serializers of its
   * types anew: half of what an action costs.
   */
  @Override
  public ObjectMapper getObjectMapper() {
    return mapper;
  }
}
