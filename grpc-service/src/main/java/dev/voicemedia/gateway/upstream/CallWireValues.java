package dev.voicemedia.gateway.upstream;

import dev.voicemedia.client.model.AutoRecord;
import dev.voicemedia.client.model.AutoRecordChannels;
import dev.voicemedia.client.model.AutoRecordFormat;
import dev.voicemedia.client.model.AutoRecordTrack;
import dev.voicemedia.client.model.AutoRecordTrim;
import dev.voicemedia.client.model.DeliveryMethod;
import dev.voicemedia.client.model.GatherUsingSpeakRequest.PayloadTypeEnum;
import dev.voicemedia.client.model.GatherUsingSpeakRequest.ServiceLevelEnum;
import dev.voicemedia.client.model.RejectRequest.CauseEnum;
import dev.voicemedia.v1.PayloadType;
import dev.voicemedia.v1.RecordCall;
import dev.voicemedia.v1.RecordingChannels;
import dev.voicemedia.v1.RecordingFormat;
import dev.voicemedia.v1.RecordingTrack;
import dev.voicemedia.v1.RecordingTrim;
import dev.voicemedia.v1.RejectCause;
import dev.voicemedia.v1.ServiceLevel;
import dev.voicemedia.v1.SipHeader;
import dev.voicemedia.v1.WebhookMethod;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Values of call control as Telnyx's; null, which is not sent, for what is not set. As in {@link
 * WireValues}, the switches name every constant.
 */
final class CallWireValues {
  private CallWireValues() {}

  static @Nullable AutoRecord of(RecordCall value) {
    return switch (value) {
      case RECORD_CALL_RECORD_FROM_ANSWER -> AutoRecord.RECORD_FROM_ANSWER;
      case RECORD_CALL_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable AutoRecordChannels of(RecordingChannels value) {
    return switch (value) {
      case RECORDING_CHANNELS_SINGLE -> AutoRecordChannels.SINGLE;
      case RECORDING_CHANNELS_DUAL -> AutoRecordChannels.DUAL;
      case RECORDING_CHANNELS_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable AutoRecordFormat of(RecordingFormat value) {
    return switch (value) {
      case RECORDING_FORMAT_WAV -> AutoRecordFormat.WAV;
      case RECORDING_FORMAT_MP3 -> AutoRecordFormat.MP3;
      case RECORDING_FORMAT_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable AutoRecordTrack of(RecordingTrack value) {
    return switch (value) {
      case RECORDING_TRACK_BOTH -> AutoRecordTrack.BOTH;
      case RECORDING_TRACK_INBOUND -> AutoRecordTrack.INBOUND;
      case RECORDING_TRACK_OUTBOUND -> AutoRecordTrack.OUTBOUND;
      case RECORDING_TRACK_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable AutoRecordTrim of(RecordingTrim value) {
    return switch (value) {
      case RECORDING_TRIM_TRIM_SILENCE -> AutoRecordTrim.TRIM_SILENCE;
      case RECORDING_TRIM_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable CauseEnum of(RejectCause value) {
    return switch (value) {
      case REJECT_CAUSE_CALL_REJECTED -> CauseEnum.CALL_REJECTED;
      case REJECT_CAUSE_USER_BUSY -> CauseEnum.USER_BUSY;
      case REJECT_CAUSE_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable PayloadTypeEnum of(PayloadType value) {
    return switch (value) {
      case PAYLOAD_TYPE_TEXT -> PayloadTypeEnum.TEXT;
      case PAYLOAD_TYPE_SSML -> PayloadTypeEnum.SSML;
      case PAYLOAD_TYPE_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable ServiceLevelEnum of(ServiceLevel value) {
    return switch (value) {
      case SERVICE_LEVEL_BASIC -> ServiceLevelEnum.BASIC;
      case SERVICE_LEVEL_PREMIUM -> ServiceLevelEnum.PREMIUM;
      case SERVICE_LEVEL_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable DeliveryMethod of(WebhookMethod value) {
    return switch (value) {
      case WEBHOOK_METHOD_POST -> DeliveryMethod.POST;
      case WEBHOOK_METHOD_GET -> DeliveryMethod.GET;
      case WEBHOOK_METHOD_UNSPECIFIED, UNRECOGNIZED -> null;
    };
  }

  static @Nullable List<dev.voicemedia.client.model.SipHeader> of(List<SipHeader> headers) {
    return headers.isEmpty()
        ? null
        : headers.stream()
            .map(
                header ->
                    dev.voicemedia.client.model.SipHeader.builder()
                        .name(header.getName())
                        .value(header.getValue())
                        .build())
            .toList();
  }
}
