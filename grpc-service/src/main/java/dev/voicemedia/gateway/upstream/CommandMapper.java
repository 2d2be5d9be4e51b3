package dev.voicemedia.gateway.upstream;

import com.google.protobuf.ByteString;
import dev.voicemedia.client.api.MediaActionsApi;
import dev.voicemedia.v1.PauseRecordingRequest;
import dev.voicemedia.v1.ResumeRecordingRequest;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StartPlaybackRequest;
import dev.voicemedia.v1.StartRecordingRequest;
import dev.voicemedia.v1.StopPlaybackRequest;
import dev.voicemedia.v1.StopRecordingRequest;
import java.util.Base64;
import java.util.UUID;

/**
 * Maps valid media actions of the contract to commands for Telnyx. What is not set is not sent;
 * what is set is sent, even if it is false or 0.
 */
public final class CommandMapper {
  private CommandMapper() {}

  public static Command startPlayback(StartPlaybackRequest request, String commandId) {
    var body =
        dev.voicemedia.client.model.StartPlaybackRequest.builder()
            .audioType(WireValues.of(request.getAudioType()))
            .loop(request.hasLoop() ? WireValues.of(request.getLoop()) : null)
            .stop(WireValues.of(request.getStop()))
            .targetLegs(WireValues.of(request.getTargetLegs()))
            .cacheAudio(request.hasCacheAudio() ? request.getCacheAudio() : null)
            .overlay(request.hasOverlay() ? request.getOverlay() : null)
            .clientState(request.hasClientState() ? base64(request.getClientState()) : null)
            .commandId(commandId);
    switch (request.getSourceCase()) {
      case AUDIO_URL -> body.audioUrl(request.getAudioUrl());
      case MEDIA_NAME -> body.mediaName(request.getMediaName());
      case PLAYBACK_CONTENT -> body.playbackContent(base64(request.getPlaybackContent()));
      case SOURCE_NOT_SET -> {}
    }
    var rest = body.build();
    return new Command(
        request.getCallControlId(),
        commandId,
        client ->
            new MediaActionsApi(client)
                .startPlaybackWithHttpInfo(request.getCallControlId(), rest));
  }

  public static Command stopPlayback(StopPlaybackRequest request, String commandId) {
    var rest =
        dev.voicemedia.client.model.StopPlaybackRequest.builder()
            .overlay(request.hasOverlay() ? request.getOverlay() : null)
            .stop(WireValues.of(request.getStop()))
            .clientState(request.hasClientState() ? base64(request.getClientState()) : null)
            .commandId(commandId)
            .build();
    return new Command(
        request.getCallControlId(),
        commandId,
        client ->
            new MediaActionsApi(client).stopPlaybackWithHttpInfo(request.getCallControlId(), rest));
  }

  public static Command startRecording(StartRecordingRequest request, String commandId) {
    var rest =
        dev.voicemedia.client.model.StartRecordingRequest.builder()
            .format(WireValues.of(request.getFormat()))
            .channels(WireValues.of(request.getChannels()))
            .customFileName(request.hasCustomFileName() ? request.getCustomFileName() : null)
            .maxLength(request.hasMaxLength() ? request.getMaxLength() : null)
            .playBeep(request.hasPlayBeep() ? request.getPlayBeep() : null)
            .recordingTrack(WireValues.of(request.getRecordingTrack()))
            .timeoutSecs(request.hasTimeoutSecs() ? request.getTimeoutSecs() : null)
            .trim(WireValues.of(request.getTrim()))
            .transcription(request.hasTranscription() ? request.getTranscription() : null)
            .transcriptionEngine(WireValues.of(request.getTranscriptionEngine()))
            .transcriptionLanguage(
                request.hasTranscriptionLanguage() ? request.getTranscriptionLanguage() : null)
            .transcriptionMinSpeakerCount(
                request.hasTranscriptionMinSpeakerCount()
                    ? request.getTranscriptionMinSpeakerCount()
                    : null)
            .transcriptionMaxSpeakerCount(
                request.hasTranscriptionMaxSpeakerCount()
                    ? request.getTranscriptionMaxSpeakerCount()
                    : null)
            .transcriptionProfanityFilter(
                request.hasTranscriptionProfanityFilter()
                    ? request.getTranscriptionProfanityFilter()
                    : null)
            .transcriptionSpeakerDiarization(
                request.hasTranscriptionSpeakerDiarization()
                    ? request.getTranscriptionSpeakerDiarization()
                    : null)
            .clientState(request.hasClientState() ? base64(request.getClientState()) : null)
            .commandId(commandId)
            .build();
    return new Command(
        request.getCallControlId(),
        commandId,
        client ->
            new MediaActionsApi(client)
                .startRecordingWithHttpInfo(request.getCallControlId(), rest));
  }

  public static Command stopRecording(StopRecordingRequest request, String commandId) {
    var rest =
        dev.voicemedia.client.model.StopRecordingRequest.builder()
            .recordingId(
                request.hasRecordingId() ? UUID.fromString(request.getRecordingId()) : null)
            .clientState(request.hasClientState() ? base64(request.getClientState()) : null)
            .commandId(commandId)
            .build();
    return new Command(
        request.getCallControlId(),
        commandId,
        client ->
            new MediaActionsApi(client)
                .stopRecordingWithHttpInfo(request.getCallControlId(), rest));
  }

  public static Command pauseRecording(PauseRecordingRequest request, String commandId) {
    var rest =
        dev.voicemedia.client.model.PauseRecordingRequest.builder()
            .recordingId(
                request.hasRecordingId() ? UUID.fromString(request.getRecordingId()) : null)
            .clientState(request.hasClientState() ? base64(request.getClientState()) : null)
            .commandId(commandId)
            .build();
    return new Command(
        request.getCallControlId(),
        commandId,
        client ->
            new MediaActionsApi(client)
                .pauseRecordingWithHttpInfo(request.getCallControlId(), rest));
  }

  public static Command resumeRecording(ResumeRecordingRequest request, String commandId) {
    var rest =
        dev.voicemedia.client.model.ResumeRecordingRequest.builder()
            .recordingId(
                request.hasRecordingId() ? UUID.fromString(request.getRecordingId()) : null)
            .clientState(request.hasClientState() ? base64(request.getClientState()) : null)
            .commandId(commandId)
            .build();
    return new Command(
        request.getCallControlId(),
        commandId,
        client ->
            new MediaActionsApi(client)
                .resumeRecordingWithHttpInfo(request.getCallControlId(), rest));
  }

  public static Command speak(SpeakRequest request, String commandId) {
    var rest =
        dev.voicemedia.client.model.SpeakRequest.builder()
            .payload(request.getPayload())
            .voice(request.getVoice())
            .language(request.hasLanguage() ? request.getLanguage() : null)
            .loop(request.hasLoop() ? WireValues.of(request.getLoop()) : null)
            .payloadType(WireValues.of(request.getPayloadType()))
            .serviceLevel(WireValues.of(request.getServiceLevel()))
            .stop(WireValues.of(request.getStop()))
            .targetLegs(WireValues.of(request.getTargetLegs()))
            .voiceSettings(
                request.hasVoiceSettings()
                    ? VoiceSettingsMapper.toRest(request.getVoiceSettings())
                    : null)
            .clientState(request.hasClientState() ? base64(request.getClientState()) : null)
            .commandId(commandId)
            .build();
    return new Command(
        request.getCallControlId(),
        commandId,
        FieldPaths.of(request.getVoiceSettings()),
        client -> new MediaActionsApi(client).speakWithHttpInfo(request.getCallControlId(), rest));
  }

  /** As Telnyx takes bytes. */
  static String base64(ByteString bytes) {
    return Base64.getEncoder().encodeToString(bytes.toByteArray());
  }
}
