package dev.voicemedia.simulator;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One entry of the vendor's error body.
 *
 * @param status the HTTP status it is sent with
 * @param code the vendor's, such as 10015
 * @param pointer JSON pointer to the offending field; null if no field is to blame
 */
record ApiError(int status, String code, String title, String detail, @Nullable String pointer) {

  static ApiError missing(String field) {
    return new ApiError(
        422,
        "10004",
        "Missing required parameter",
        "The required parameter '" + field + "' is missing.",
        "/" + field);
  }

  static ApiError invalid(String pointer, String detail) {
    return new ApiError(422, "10015", "Invalid value", detail, pointer);
  }

  static ApiError notJson() {
    return new ApiError(
        400, "10023", "Invalid JSON", "The request body is not a JSON object.", null);
  }

  static ApiError notFound(String what) {
    return new ApiError(404, "10005", "Resource not found", what + " could not be found.", null);
  }

  static ApiError unauthenticated() {
    return new ApiError(
        401,
        "10009",
        "Authentication failed",
        "The API key in the Authorization header is missing or not the simulator's.",
        null);
  }

  static ApiError callEnded() {
    return new ApiError(
        422,
        "90018",
        "Call has already ended",
        "The call has ended; no command can reach it.",
        null);
  }

  static ApiError callNotAnswered() {
    return new ApiError(
        422,
        "90034",
        "Call not answered yet",
        "The call has not been answered; it does not take this command yet.",
        null);
  }

  /** An error the vendor would send with a status of 400 or more. */
  static ApiError ofStatus(int status) {
    return switch (status) {
      case 401 -> unauthenticated();
      case 403 ->
          new ApiError(
              status, "10010", "Authorization failed", "The API key may not do this.", null);
      case 404 -> notFound("The resource");
      case 408 ->
          new ApiError(status, "10008", "Request timeout", "The request took too long.", null);
      case 429 ->
          new ApiError(
              status, "10011", "Too many requests", "The rate limit has been reached.", null);
      default ->
          status < 500
              ? new ApiError(status, "10015", "Bad request", "The request cannot be served.", null)
              : new ApiError(status, "10007", "Unexpected error", "The request has failed.", null);
    };
  }

  /** The body {@code {"errors":[…]}}. */
  static ObjectNode body(List<ApiError> errors) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    var array = body.putArray("errors");
    for (ApiError error : errors) {
      ObjectNode node =
          array
              .addObject()
              .put("code", error.code())
              .put("title", error.title())
              .put("detail", error.detail());
      if (error.pointer() != null) {
        node.putObject("source").put("pointer", error.pointer());
      }
      node.putObject("meta")
          .put("url", "https://developers.telnyx.com/docs/overview/errors/" + error.code());
    }
    return body;
  }
}
