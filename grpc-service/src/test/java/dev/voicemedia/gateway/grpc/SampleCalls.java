package dev.voicemedia.gateway.grpc;

import static dev.voicemedia.gateway.grpc.Sample.optional;
import static dev.voicemedia.gateway.grpc.Sample.required;
import static dev.voicemedia.gateway.grpc.SampleValues.bytes;
import static dev.voicemedia.gateway.grpc.SampleValues.constants;
import static dev.voicemedia.gateway.grpc.SampleValues.flags;
import static dev.voicemedia.gateway.grpc.SampleValues.texts;
import static dev.voicemedia.gateway.grpc.SampleValues.uuids;
import static dev.voicemedia.gateway.grpc.SampleValues.wholeNumbers;

import dev.voicemedia.gateway.grpc.Sample.Member;
import dev.voicemedia.v1.AnswerRequest;
import dev.voicemedia.v1.DialRequest;
import dev.voicemedia.v1.GatherRequest;
import dev.voicemedia.v1.HangupRequest;
import dev.voicemedia.v1.RecordCall;
import dev.voicemedia.v1.RejectCause;
import dev.voicemedia.v1.RejectRequest;
import dev.voicemedia.v1.SendDtmfRequest;
import dev.voicemedia.v1.WebhookMethod;
import java.util.Map;
import net.jqwik.api.Arbitrary;

/** Valid requests that control calls. */
final class SampleCalls {
  private static final Member CLIENT_STATE = optional("client_state", bytes(0));
  private static final Member COMMAND_ID = optional("command_id", texts(1, 60));
  private static final Member RECORD =
      optional(
          "record",
          constants(Map.of(RecordCall.RECORD_CALL_RECORD_FROM_ANSWER, "record-from-answer")));
  private static final Member RECORD_MAX_LENGTH =
      optional("record_max_length", wholeNumbers(0, 43_200));
  private static final Member FILE_NAME = optional("record_custom_file_name", texts(1, 40));
  private static final Member BILLING = optional("billing_group_id", uuids());
  private static final Member WEBHOOK_URL = optional("webhook_url", texts(1, 40));
  private static final Member WEBHOOK_METHOD =
      optional(
          "webhook_url_method",
          constants(
              Map.of(
                  WebhookMethod.WEBHOOK_METHOD_POST, "POST",
                  WebhookMethod.WEBHOOK_METHOD_GET, "GET")));

  private SampleCalls() {}

  static Arbitrary<Sample> answer() {
    return Sample.of(
        AnswerRequest.getDefaultInstance(),
        BILLING,
        optional("preferred_codecs", texts(1, 30)),
        RECORD,
        RECORD_MAX_LENGTH,
        FILE_NAME,
        optional("send_silence_when_idle", flags()),
        optional("stream_url", texts(1, 40)),
        optional("stream_track", texts(1, 20)),
        optional("transcription", flags()),
        WEBHOOK_URL,
        WEBHOOK_METHOD,
        CLIENT_STATE,
        COMMAND_ID);
  }

  static Arbitrary<Sample> reject() {
    return Sample.of(
        RejectRequest.getDefaultInstance(),
        required(
            "cause",
            constants(
                Map.of(
                    RejectCause.REJECT_CAUSE_CALL_REJECTED, "CALL_REJECTED",
                    RejectCause.REJECT_CAUSE_USER_BUSY, "USER_BUSY"))),
        CLIENT_STATE,
        COMMAND_ID);
  }

  static Arbitrary<Sample> hangup() {
    return Sample.of(HangupRequest.getDefaultInstance(), CLIENT_STATE, COMMAND_ID);
  }

  static Arbitrary<Sample> sendDtmf() {
    return Sample.of(
        SendDtmfRequest.getDefaultInstance(),
        required("digits", texts("0", "1w2#", "*ABCD", "WWW9")),
        optional("duration_millis", wholeNumbers(100, 500)),
        CLIENT_STATE,
        COMMAND_ID);
  }

  static Arbitrary<Sample> gather() {
    return Sample.of(
        GatherRequest.getDefaultInstance(),
        optional("initial_timeout_millis", wholeNumbers(0, Integer.MAX_VALUE)),
        optional("minimum_digits", wholeNumbers(1, 60)),
        optional("maximum_digits", wholeNumbers(60, 128)),
        optional("valid_digits", texts("1", "123*", "ABCD#")),
        optional("terminating_digit", texts("#", "*", "0")),
        optional("inter_digit_timeout_millis", wholeNumbers(0, Integer.MAX_VALUE)),
        optional("timeout_millis", wholeNumbers(0, Integer.MAX_VALUE)),
        optional("gather_id", texts(1, 40)),
        CLIENT_STATE,
        COMMAND_ID);
  }

  /** On any connection, to one number. */
  static Arbitrary<Sample> dial() {
    return Sample.of(
            DialRequest.getDefaultInstance(),
            required("from", texts(1, 20)),
            optional("from_display_name", texts(1, 60)),
            optional("timeout_secs", wholeNumbers(5, 600)),
            optional("time_limit_secs", wholeNumbers(30, 14_400)),
            optional("answering_machine_detection", texts(1, 20)),
            optional("media_name", texts(1, 20)),
            optional("send_digits_on_answer", texts("1", "w1W2#")),
            optional("link_to", texts(1, 60)),
            BILLING,
            RECORD,
            RECORD_MAX_LENGTH,
            FILE_NAME,
            WEBHOOK_URL,
            WEBHOOK_METHOD,
            CLIENT_STATE,
            COMMAND_ID)
        .map(
            sample ->
                new Sample(
                    ((DialRequest) sample.message()).toBuilder().addTo("+12025550142").build(),
                    sample.json().put("to", "+12025550142")));
  }
}
