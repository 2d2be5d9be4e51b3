package dev.voicemedia.gateway.upstream;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.TextNode;
import dev.voicemedia.client.api.CallControlApi;
import dev.voicemedia.v1.AnswerRequest;
import dev.voicemedia.v1.DialRequest;
import java.util.List;
import java.util.UUID;

/** Maps valid commands that begin a call, or its audio, to commands for Telnyx. */
public final class CallSetupMapper {
  private static final String OPEN_FIELD = "additional_properties";

  private CallSetupMapper() {}

  public static Command answer(AnswerRequest request, String commandId) {
    var rest =
        dev.voicemedia.client.model.AnswerRequest.builder()
            .billingGroupId(
                request.hasBillingGroupId() ? UUID.fromString(request.getBillingGroupId()) : null)
            .preferredCodecs(request.hasPreferredCodecs() ? request.getPreferredCodecs() : null)
            .customHeaders(CallWireValues.of(request.getCustomHeadersList()))
            .record(CallWireValues.of(request.getRecord()))
            .recordChannels(CallWireValues.of(request.getRecordChannels()))
            .recordFormat(CallWireValues.of(request.getRecordFormat()))
            .recordMaxLength(request.hasRecordMaxLength() ? request.getRecordMaxLength() : null)
            .recordTimeoutSecs(
                request.hasRecordTimeoutSecs() ? request.getRecordTimeoutSecs() : null)
            .recordTrack(CallWireValues.of(request.getRecordTrack()))
            .recordTrim(CallWireValues.of(request.getRecordTrim()))
            .recordCustomFileName(
                request.hasRecordCustomFileName() ? request.getRecordCustomFileName() : null)
            .sendSilenceWhenIdle(
                request.hasSendSilenceWhenIdle() ? request.getSendSilenceWhenIdle() : null)
            .streamUrl(request.hasStreamUrl() ? request.getStreamUrl() : null)
            .streamTrack(request.hasStreamTrack() ? request.getStreamTrack() : null)
            .streamCodec(request.hasStreamCodec() ? request.getStreamCodec() : null)
            .streamBidirectionalMode(
                request.hasStreamBidirectionalMode() ? request.getStreamBidirectionalMode() : null)
            .streamBidirectionalCodec(
                request.hasStreamBidirectionalCodec()
                    ? request.getStreamBidirectionalCodec()
                    : null)
            .streamBidirectionalTargetLegs(
                WireValues.of(request.getStreamBidirectionalTargetLegs()))
            .transcription(request.hasTranscription() ? request.getTranscription() : null)
            .webhookUrl(request.hasWebhookUrl() ? request.getWebhookUrl() : null)
            .webhookUrlMethod(CallWireValues.of(request.getWebhookUrlMethod()))
            .webhookUrlsMethod(CallWireValues.of(request.getWebhookUrlsMethod()))
            .clientState(
                request.hasClientState() ? CommandMapper.base64(request.getClientState()) : null)
            .commandId(commandId)
            .build();
    OpenJson.toMap(request.getAdditionalProperties()).forEach(rest::putAdditionalProperty);
    return new Command(
        request.getCallControlId(),
        commandId,
        FieldPaths.of(OPEN_FIELD, request.getAdditionalProperties()),
        client -> new CallControlApi(client).answerWithHttpInfo(request.getCallControlId(), rest));
  }

  /** What a dial acts on is the connection: Telnyx knows its repeats by the command_id alone. */
  public static Command dial(DialRequest request, String commandId) {
    var rest =
        dev.voicemedia.client.model.DialRequest.builder()
            .connectionId(request.getConnectionId())
            .to(destinations(request.getToList()))
            .from(request.getFrom())
            .fromDisplayName(request.hasFromDisplayName() ? request.getFromDisplayName() : null)
            .timeoutSecs(request.hasTimeoutSecs() ? request.getTimeoutSecs() : null)
            .timeLimitSecs(request.hasTimeLimitSecs() ? request.getTimeLimitSecs() : null)
            .answeringMachineDetection(
                request.hasAnsweringMachineDetection()
                    ? request.getAnsweringMachineDetection()
                    : null)
            .audioUrl(request.hasAudioUrl() ? request.getAudioUrl() : null)
            .mediaName(request.hasMediaName() ? request.getMediaName() : null)
            .sendDigitsOnAnswer(
                request.hasSendDigitsOnAnswer() ? request.getSendDigitsOnAnswer() : null)
            .linkTo(request.hasLinkTo() ? request.getLinkTo() : null)
            .bridgeOnAnswer(request.hasBridgeOnAnswer() ? request.getBridgeOnAnswer() : null)
            .bridgeIntent(request.hasBridgeIntent() ? request.getBridgeIntent() : null)
            .billingGroupId(
                request.hasBillingGroupId() ? UUID.fromString(request.getBillingGroupId()) : null)
            .customHeaders(CallWireValues.of(request.getCustomHeadersList()))
            .record(CallWireValues.of(request.getRecord()))
            .recordChannels(CallWireValues.of(request.getRecordChannels()))
            .recordFormat(CallWireValues.of(request.getRecordFormat()))
            .recordMaxLength(request.hasRecordMaxLength() ? request.getRecordMaxLength() : null)
            .recordTimeoutSecs(
                request.hasRecordTimeoutSecs() ? request.getRecordTimeoutSecs() : null)
            .recordTrack(CallWireValues.of(request.getRecordTrack()))
            .recordTrim(CallWireValues.of(request.getRecordTrim()))
            .recordCustomFileName(
                request.hasRecordCustomFileName() ? request.getRecordCustomFileName() : null)
            .webhookUrl(request.hasWebhookUrl() ? request.getWebhookUrl() : null)
            .webhookUrlMethod(CallWireValues.of(request.getWebhookUrlMethod()))
            .webhookUrlsMethod(CallWireValues.of(request.getWebhookUrlsMethod()))
            .clientState(
                request.hasClientState() ? CommandMapper.base64(request.getClientState()) : null)
            .commandId(commandId)
            .build();
    OpenJson.toMap(request.getAdditionalProperties()).forEach(rest::putAdditionalProperty);
    return new Command(
        "connection " + request.getConnectionId(),
        commandId,
        FieldPaths.of(OPEN_FIELD, request.getAdditionalProperties()),
        Repeats.UNLESS_EXECUTED,
        client -> new CallControlApi(client).dialWithHttpInfo(rest));
  }

  private static JsonNode destinations(List<String> to) {
    if (to.size() == 1) {
      return TextNode.valueOf(to.get(0));
    }
    ArrayNode list = JsonNodeFactory.instance.arrayNode();
    to.forEach(list::add);
    return list;
  }
}
