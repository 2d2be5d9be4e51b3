package dev.voicemedia.gateway.upstream;

import dev.voicemedia.client.api.CallControlApi;
import dev.voicemedia.v1.GatherRequest;
import dev.voicemedia.v1.GatherUsingAudioRequest;
import dev.voicemedia.v1.GatherUsingSpeakRequest;
import dev.voicemedia.v1.StopGatherRequest;

/** Maps valid commands that collect digits to commands for Telnyx. */
public final class GatherMapper {
  private GatherMapper() {}

  public static Command gather(GatherRequest request, String commandId) {
    var rest =
        dev.voicemedia.client.model.GatherRequest.builder()
            .initialTimeoutMillis(
                request.hasInitialTimeoutMillis() ? request.getInitialTimeoutMillis() : null)
            .minimumDigits(request.hasMinimumDigits() ? request.getMinimumDigits() : null)
            .maximumDigits(request.hasMaximumDigits() ? request.getMaximumDigits() : null)
            .validDigits(request.hasValidDigits() ? request.getValidDigits() : null)
            .terminatingDigit(request.hasTerminatingDigit() ? request.getTerminatingDigit() : null)
            .interDigitTimeoutMillis(
                request.hasInterDigitTimeoutMillis() ? request.getInterDigitTimeoutMillis() : null)
            .timeoutMillis(request.hasTimeoutMillis() ? request.getTimeoutMillis() : null)
            .gatherId(request.hasGatherId() ? request.getGatherId() : null)
            .clientState(
                request.hasClientState() ? CommandMapper.base64(request.getClientState()) : null)
            .commandId(commandId)
            .build();
    return new Command(
        request.getCallControlId(),
        commandId,
        client -> new CallControlApi(client).gatherWithHttpInfo(request.getCallControlId(), rest));
  }

  public static Command gatherUsingSpeak(GatherUsingSpeakRequest request, String commandId) {
    var rest =
        dev.voicemedia.client.model.GatherUsingSpeakRequest.builder()
            .payload(request.getPayload())
            .voice(request.getVoice())
            .invalidPayload(request.hasInvalidPayload() ? request.getInvalidPayload() : null)
            .payloadType(CallWireValues.of(request.getPayloadType()))
            .serviceLevel(CallWireValues.of(request.getServiceLevel()))
            .language(request.hasLanguage() ? request.getLanguage() : null)
            .voiceSettings(
                request.hasVoiceSettings()
                    ? VoiceSettingsMapper.toRest(request.getVoiceSettings())
                    : null)
            .minimumDigits(request.hasMinimumDigits() ? request.getMinimumDigits() : null)
            .maximumDigits(request.hasMaximumDigits() ? request.getMaximumDigits() : null)
            .validDigits(request.hasValidDigits() ? request.getValidDigits() : null)
            .terminatingDigit(request.hasTerminatingDigit() ? request.getTerminatingDigit() : null)
            .interDigitTimeoutMillis(
                request.hasInterDigitTimeoutMillis() ? request.getInterDigitTimeoutMillis() : null)
            .timeoutMillis(request.hasTimeoutMillis() ? request.getTimeoutMillis() : null)
            .maximumTries(request.hasMaximumTries() ? request.getMaximumTries() : null)
            .clientState(
                request.hasClientState() ? CommandMapper.base64(request.getClientState()) : null)
            .commandId(commandId)
            .build();
    return new Command(
        request.getCallControlId(),
        commandId,
        FieldPaths.of(request.getVoiceSettings()),
        client ->
            new CallControlApi(client)
                .gatherUsingSpeakWithHttpInfo(request.getCallControlId(), rest));
  }

  public static Command gatherUsingAudio(GatherUsingAudioRequest request, String commandId) {
    var rest =
        dev.voicemedia.client.model.GatherUsingAudioRequest.builder()
            .audioUrl(request.hasAudioUrl() ? request.getAudioUrl() : null)
            .mediaName(request.hasMediaName() ? request.getMediaName() : null)
            .invalidAudioUrl(request.hasInvalidAudioUrl() ? request.getInvalidAudioUrl() : null)
            .invalidMediaName(request.hasInvalidMediaName() ? request.getInvalidMediaName() : null)
            .minimumDigits(request.hasMinimumDigits() ? request.getMinimumDigits() : null)
            .maximumDigits(request.hasMaximumDigits() ? request.getMaximumDigits() : null)
            .validDigits(request.hasValidDigits() ? request.getValidDigits() : null)
            .terminatingDigit(request.hasTerminatingDigit() ? request.getTerminatingDigit() : null)
            .interDigitTimeoutMillis(
                request.hasInterDigitTimeoutMillis() ? request.getInterDigitTimeoutMillis() : null)
            .timeoutMillis(request.hasTimeoutMillis() ? request.getTimeoutMillis() : null)
            .maximumTries(request.hasMaximumTries() ? request.getMaximumTries() : null)
            .clientState(
                request.hasClientState() ? CommandMapper.base64(request.getClientState()) : null)
            .commandId(commandId)
            .build();
    return new Command(
        request.getCallControlId(),
        commandId,
        client ->
            new CallControlApi(client)
                .gatherUsingAudioWithHttpInfo(request.getCallControlId(), rest));
  }

  public static Command stopGather(StopGatherRequest request, String commandId) {
    var rest =
        dev.voicemedia.client.model.StopGatherRequest.builder()
            .clientState(
                request.hasClientState() ? CommandMapper.base64(request.getClientState()) : null)
            .commandId(commandId)
            .build();
    return new Command(
        request.getCallControlId(),
        commandId,
        client ->
            new CallControlApi(client).stopGatherWithHttpInfo(request.getCallControlId(), rest));
  }
}
