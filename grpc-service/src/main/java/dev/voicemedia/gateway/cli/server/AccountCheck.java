package dev.voicemedia.gateway.cli.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.gateway.GatewayConfig;
import dev.voicemedia.gateway.upstream.TelnyxHttp;
import dev.voicemedia.webhook.TelnyxPublicKey;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.UnresolvedAddressException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;

/**
 * One cheap request to Telnyx, for the account's public key: it shows whether Telnyx can be
 * reached, whether it takes the API key, whether webhooks will verify, and how far the clocks are
 * apart.
 */
final class AccountCheck {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  /** A tenth of what a webhook's timestamp may be off by. */
  private static final Duration UNREMARKABLE = Duration.ofSeconds(30);

  private static final Duration TOLERANCE = Duration.ofMinutes(5);

  private final GatewayConfig config;
  private final InstantSource clock;

  AccountCheck(GatewayConfig config, InstantSource clock) {
    this.config = config;
    this.clock = clock;
  }

  List<Finding> run() throws InterruptedException {
    URI url = URI.create(config.baseUrl() + "/public_key");
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .timeout(TIMEOUT)
            .header("Authorization", "Bearer " + config.apiKey().value())
            .header("Accept", "application/json")
            .header("User-Agent", TelnyxHttp.USER_AGENT)
            .build();
    HttpResponse<String> answer;
    try {
      answer =
          TelnyxHttp.prepare(HttpClient.newBuilder(), config.baseUrl(), config.proxy())
              .connectTimeout(TIMEOUT)
              .build()
              .send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      return List.of(
          Finding.failure(
              "telnyx", url.getAuthority() + " cannot be reached (" + reasonOf(e) + ")"));
    }
    List<Finding> findings = new ArrayList<>();
    findings.add(Finding.ok("telnyx", url.getAuthority() + " answers"));
    findings.addAll(keys(answer));
    findings.add(skew(answer));
    return findings;
  }

  private List<Finding> keys(HttpResponse<String> answer) {
    int status = answer.statusCode();
    if (status == 401 || status == 403) {
      return List.of(
          Finding.failure("api key", "Telnyx answers " + status + ": set the account's own key"));
    } else if (status != 200) {
      return List.of(Finding.warning("api key", "not checked: Telnyx answers " + status));
    }
    Finding accepted = Finding.ok("api key", "Telnyx takes it");
    TelnyxPublicKey published;
    try {
      JsonNode body = new ObjectMapper().readTree(answer.body());
      published = TelnyxPublicKey.fromBase64(body.path("data").path("public").asText());
    } catch (IOException | IllegalArgumentException e) {
      return List.of(accepted, Finding.warning("public key", "not checked: no key came back"));
    }
    boolean known = config.publicKeys().contains(published);
    return List.of(
        accepted,
        known
            ? Finding.ok("public key", "the account's is among those of TELNYX_PUBLIC_KEY")
            : Finding.failure(
                "public key",
                "the account signs webhooks with another: none of TELNYX_PUBLIC_KEY matches"));
  }

  private Finding skew(HttpResponse<String> answer) {
    String date = answer.headers().firstValue("Date").orElse("");
    Instant theirs;
    try {
      theirs = ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
    } catch (DateTimeParseException e) {
      return Finding.warning("clock", "not checked: Telnyx sends no date");
    }
    Duration ahead = Duration.between(theirs, clock.instant());
    String text = "%+d s from Telnyx's".formatted(ahead.toSeconds());
    if (ahead.abs().compareTo(TOLERANCE) >= 0) {
      return Finding.failure("clock", text + ": every webhook will be refused, set it");
    } else if (ahead.abs().compareTo(UNREMARKABLE) > 0) {
      return Finding.warning("clock", text + ": webhooks are refused from 300 s on");
    }
    return Finding.ok("clock", text);
  }

  /** Java's HTTP client gives no message where there is no connection, but a cause. */
  private static String reasonOf(IOException e) {
    if (e instanceof ConnectException && e.getMessage() == null) {
      Throwable cause = e.getCause();
      while (cause != null && cause.getCause() != null) {
        cause = cause.getCause();
      }
      return cause instanceof UnresolvedAddressException ? "unknown host" : "no connection";
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }
}
