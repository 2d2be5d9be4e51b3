package dev.voicemedia.gateway.ingress;

import dev.voicemedia.webhook.WebhookVerificationException;
import java.util.Locale;

/**
 * Why a request on the webhook port was refused, and what its operator can check. Stale ones are
 * authentic but came too late: they are counted apart from forgeries.
 */
enum Refusal {
  NOT_FOUND("404; check the path of the webhook URL in the portal against VOICEMEDIA_WEBHOOK_PATH"),
  NOT_POST("405; if they come from Telnyx, set the webhooks' HTTP method to POST in the portal"),
  NOT_ALLOWED("403; check --webhook-allow, and --trusted-proxy if a proxy is in front of the port"),
  OVER_BUDGET("429 or 503, unverified; somebody forges webhooks, or --webhook-verify-limit is low"),
  TOO_SLOW("408, body incomplete in time; check the network and the proxy in front of the port"),
  TOO_LARGE("413, body over 1 MiB; Telnyx sends none of that size"),
  HEADERS_TOO_LARGE("431, headers over 16 KiB; check what the proxy in front of the port adds"),
  NO_HTTP("not HTTP/1.1; TLS must end in a proxy in front of the port"),
  TRANSFER_CODING("501; the proxy in front of the port must not compress bodies on the way"),
  BROKEN_BODY("connection ended within the body; check the proxy in front of the port"),
  NO_ROOM("503, too many large bodies at once; Telnyx delivers again"),
  MISSING_HEADER("400, signature or timestamp missing; check that the proxy forwards telnyx-…"),
  REPEATED_HEADER("400, signature or timestamp twice; check what the proxy adds"),
  MALFORMED_TIMESTAMP("400, telnyx-timestamp is no number; Telnyx sends none of that form"),
  MALFORMED_SIGNATURE("400, signature is no base64 of 64 bytes; Telnyx sends none of that form"),
  STALE("401, authentic but too old; check this host's clock, and the delay of the proxy"),
  FROM_THE_FUTURE("401, authentic but from the future; check this host's clock"),
  NO_KEY_MATCHES("401; check TELNYX_PUBLIC_KEY, and that the proxy does not change the body");

  private final String advice;

  Refusal(String advice) {
    this.advice = advice;
  }

  static Refusal of(WebhookVerificationException.Reason reason) {
    return switch (reason) {
      case MISSING_HEADER -> MISSING_HEADER;
      case REPEATED_HEADER -> REPEATED_HEADER;
      case MALFORMED_TIMESTAMP -> MALFORMED_TIMESTAMP;
      case MALFORMED_SIGNATURE -> MALFORMED_SIGNATURE;
      case STALE -> STALE;
      case FROM_THE_FUTURE -> FROM_THE_FUTURE;
      case NO_KEY_MATCHES -> NO_KEY_MATCHES;
    };
  }

  /** As metrics and the log name it. */
  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  String advice() {
    return advice;
  }
}
