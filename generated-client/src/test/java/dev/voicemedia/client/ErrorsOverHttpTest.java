package dev.voicemedia.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.voicemedia.client.api.MediaActionsApi;
import dev.voicemedia.client.model.ApiError;
import dev.voicemedia.client.model.ErrorResponse;
import dev.voicemedia.client.model.SpeakRequest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ErrorsOverHttpTest {

  private RecordingEndpoint telnyx;
  private ApiClient client;

  @BeforeEach
  void start() throws Exception {
    telnyx = new RecordingEndpoint();
    client = telnyx.client("KEY-1");
  }

  @AfterEach
  void stop() {
    telnyx.close();
  }

  @Test
  void theErrorBodyIsReadFromTheException() throws Exception {
    telnyx.willAnswer(
        422,
        Map.of("Content-Type", "application/json"),
        """
        {"errors": [{"code": "90018", "title": "Call has already ended",
          "detail": "This call is no longer active.", "source": {"pointer": "/call_control_id"},
          "meta": {"url": "https://docs.example.com/90018"}, "trace": "kept"}]}
        """);

    ApiException failure = speakFails();

    assertThat(failure.getCode()).isEqualTo(422);
    List<ApiError> errors =
        client
            .getObjectMapper()
            .readValue(failure.getResponseBody(), ErrorResponse.class)
            .getErrors();
    assertThat(errors).hasSize(1);
    ApiError error = errors.get(0);
    assertThat(error.getCode()).isEqualTo("90018");
    assertThat(error.getTitle()).isEqualTo("Call has already ended");
    assertThat(error.getDetail()).isEqualTo("This call is no longer active.");
    assertThat(error.getSource().getPointer()).isEqualTo("/call_control_id");
    assertThat(error.getSource().getParameter()).isNull();
    assertThat(error.getMeta().getUrl()).isEqualTo("https://docs.example.com/90018");
    assertThat(error.getAdditionalProperty("trace")).isEqualTo("kept");
  }

  @Test
  void theWaitOfATooManyRequestsAnswerIsReadFromTheException() {
    telnyx.willAnswer(
        429,
        Map.of("Retry-After", "7", "Retry-After-Ms", "6500"),
        """
        {"errors": [{"code": "10011", "title": "Too many requests"}]}
        """);

    ApiException failure = speakFails();

    assertThat(failure.getCode()).isEqualTo(429);
    assertThat(failure.getResponseHeaders().firstValue("retry-after")).hasValue("7");
    assertThat(failure.getResponseHeaders().firstValue("retry-after-ms")).hasValue("6500");
  }

  @Test
  void anAnswerThatIsNotTheVendorsKeepsItsStatusAndText() {
    telnyx.willAnswer(502, Map.of("Content-Type", "text/html"), "<html>Bad gateway</html>");

    ApiException failure = speakFails();

    assertThat(failure.getCode()).isEqualTo(502);
    assertThat(failure.getResponseBody()).isEqualTo("<html>Bad gateway</html>");
  }

  @Test
  void anEmptyErrorAnswerKeepsItsStatus() {
    telnyx.willAnswer(503, Map.of(), "");

    assertThat(speakFails().getCode()).isEqualTo(503);
  }

  private ApiException speakFails() {
    Throwable thrown =
        catchThrowable(
            () ->
                new MediaActionsApi(client)
                    .speak("v3:call", new SpeakRequest().payload("x").voice("male"))
                    .get(10, TimeUnit.SECONDS));
    assertThat(thrown).isInstanceOf(ExecutionException.class);
    assertThat(thrown).hasCauseInstanceOf(ApiException.class);
    return (ApiException) thrown.getCause();
  }
}
