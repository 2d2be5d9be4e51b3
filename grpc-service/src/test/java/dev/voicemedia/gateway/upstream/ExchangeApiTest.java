package dev.voicemedia.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.client.ApiClient;
import java.net.URI;
import java.net.http.HttpClient;
import org.junit.jupiter.api.Test;

final class ExchangeApiTest {
  @Test
  void exchangesShareOneObjectMapperAndItsSerializers() {
    ObjectMapper json = ApiClient.createDefaultObjectMapper();
    URI baseUrl = URI.create("http://127.0.0.1:1/v2");

    ApiClient one = new ExchangeApi(HttpClient.newHttpClient(), json, baseUrl);
    ApiClient another = new ExchangeApi(HttpClient.newHttpClient(), json, baseUrl);

    assertThat(one.getObjectMapper()).isSameAs(json).isSameAs(another.getObjectMapper());
  }
}
