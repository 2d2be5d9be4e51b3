package dev.voicemedia.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.voicemedia.client.api.MediaActionsApi;
import dev.voicemedia.client.model.ActionResponse;
import dev.voicemedia.client.model.AzureVoiceSettings;
import dev.voicemedia.client.model.PauseRecordingRequest;
import dev.voicemedia.client.model.ResumeRecordingRequest;
import dev.voicemedia.client.model.SpeakRequest;
import dev.voicemedia.client.model.StartPlaybackRequest;
import dev.voicemedia.client.model.StartRecordingRequest;
import dev.voicemedia.client.model.StopPlaybackRequest;
import dev.voicemedia.client.model.StopRecordingRequest;
import dev.voicemedia.client.model.StopScope;
import dev.voicemedia.client.model.TargetLegs;
import dev.voicemedia.client.value.Loop;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ActionsOverHttpTest {

  private static final String CALL = "v3:abc_DEF=";
  private static final String STATE = "c3RhdGU=";
  private static final String COMMAND = "891510ac-f3e4-11e8-af5b-de00688a4901";
  private static final UUID RECORDING = UUID.fromString("6e00ab49-9487-4364-8ad6-23965965afb2");
  private static final ObjectMapper JSON = new ObjectMapper();

  private RecordingEndpoint telnyx;
  private MediaActionsApi actions;

  @BeforeEach
  void start() throws Exception {
    telnyx = new RecordingEndpoint();
    actions = new MediaActionsApi(telnyx.client("KEY-1"));
  }

  @AfterEach
  void stop() {
    telnyx.close();
  }

  @Test
  void startPlaybackSendsEveryField() throws Exception {
    StartPlaybackRequest request =
        new StartPlaybackRequest()
            .audioUrl("https://media.example.com/a b/grüße.mp3")
            .mediaName("greeting")
            .playbackContent("SUQzBAA=")
            .audioType(StartPlaybackRequest.AudioTypeEnum.WAV)
            .loop(Loop.infinite())
            .overlay(true)
            .stop(StopScope.CURRENT)
            .targetLegs(TargetLegs.SELF)
            .cacheAudio(false)
            .clientState(STATE)
            .commandId(COMMAND);

    assertAccepted(actions.startPlayback(CALL, request));

    assertSent(
        "playback_start",
        """
        {"audio_url": "https://media.example.com/a b/grüße.mp3", "media_name": "greeting",
         "playback_content": "SUQzBAA=", "audio_type": "wav", "loop": "infinity", "overlay": true,
         "stop": "current", "target_legs": "self", "cache_audio": false,
         "client_state": "c3RhdGU=", "command_id": "891510ac-f3e4-11e8-af5b-de00688a4901"}
        """);
  }

  @Test
  void stopPlaybackSendsEveryField() throws Exception {
    StopPlaybackRequest request =
        new StopPlaybackRequest()
            .overlay(true)
            .stop(StopScope.ALL)
            .clientState(STATE)
            .commandId(COMMAND);

    assertAccepted(actions.stopPlayback(CALL, request));

    assertSent(
        "playback_stop",
        """
        {"overlay": true, "stop": "all",
         "client_state": "c3RhdGU=", "command_id": "891510ac-f3e4-11e8-af5b-de00688a4901"}
        """);
  }

  @Test
  void startRecordingSendsEveryField() throws Exception {
    StartRecordingRequest request =
        new StartRecordingRequest()
            .format(StartRecordingRequest.FormatEnum.MP3)
            .channels(StartRecordingRequest.ChannelsEnum.DUAL)
            .recordingTrack(StartRecordingRequest.RecordingTrackEnum.INBOUND)
            .playBeep(true)
            .maxLength(14_400)
            .timeoutSecs(30)
            .trim(StartRecordingRequest.TrimEnum.TRIM_SILENCE)
            .customFileName("my-recording")
            .transcription(true)
            .transcriptionEngine(StartRecordingRequest.TranscriptionEngineEnum.DEEPGRAM_NOVA_3)
            .transcriptionLanguage("en-AU")
            .transcriptionProfanityFilter(true)
            .transcriptionSpeakerDiarization(true)
            .transcriptionMinSpeakerCount(2)
            .transcriptionMaxSpeakerCount(6)
            .clientState(STATE)
            .commandId(COMMAND);

    assertAccepted(actions.startRecording(CALL, request));

    assertSent(
        "record_start",
        """
        {"format": "mp3", "channels": "dual", "recording_track": "inbound", "play_beep": true,
         "max_length": 14400, "timeout_secs": 30, "trim": "trim-silence",
         "custom_file_name": "my-recording", "transcription": true,
         "transcription_engine": "deepgram/nova-3", "transcription_language": "en-AU",
         "transcription_profanity_filter": true, "transcription_speaker_diarization": true,
         "transcription_min_speaker_count": 2, "transcription_max_speaker_count": 6,
         "client_state": "c3RhdGU=", "command_id": "891510ac-f3e4-11e8-af5b-de00688a4901"}
        """);
  }

  @Test
  void stopRecordingSendsEveryField() throws Exception {
    assertAccepted(
        actions.stopRecording(
            CALL,
            new StopRecordingRequest()
                .recordingId(RECORDING)
                .clientState(STATE)
                .commandId(COMMAND)));

    assertSent("record_stop", recordingReference());
  }

  @Test
  void pauseRecordingSendsEveryField() throws Exception {
    assertAccepted(
        actions.pauseRecording(
            CALL,
            new PauseRecordingRequest()
                .recordingId(RECORDING)
                .clientState(STATE)
                .commandId(COMMAND)));

    assertSent("record_pause", recordingReference());
  }

  @Test
  void resumeRecordingSendsEveryField() throws Exception {
    assertAccepted(
        actions.resumeRecording(
            CALL,
            new ResumeRecordingRequest()
                .recordingId(RECORDING)
                .clientState(STATE)
                .commandId(COMMAND)));

    assertSent("record_resume", recordingReference());
  }

  @Test
  void speakSendsEveryField() throws Exception {
    SpeakRequest request =
        new SpeakRequest()
            .payload("Grüße, 你好")
            .payloadType(SpeakRequest.PayloadTypeEnum.SSML)
            .serviceLevel(SpeakRequest.ServiceLevelEnum.PREMIUM)
            .voice("Azure.en-CA-ClaraNeural")
            .voiceSettings(new AzureVoiceSettings().region("eastus"))
            .language("en-CA")
            .loop(Loop.times(3))
            .stop(StopScope.ALL)
            .targetLegs(TargetLegs.BOTH)
            .clientState(STATE)
            .commandId(COMMAND);

    assertAccepted(actions.speak(CALL, request));

    assertSent(
        "speak",
        """
        {"payload": "Grüße, 你好", "payload_type": "ssml", "service_level": "premium",
         "voice": "Azure.en-CA-ClaraNeural",
         "voice_settings": {"type": "azure", "region": "eastus"}, "language": "en-CA", "loop": 3,
         "stop": "all", "target_legs": "both",
         "client_state": "c3RhdGU=", "command_id": "891510ac-f3e4-11e8-af5b-de00688a4901"}
        """);
  }

  @Test
  void whatIsAbsentIsNotSent() throws Exception {
    await(actions.startPlayback(CALL, new StartPlaybackRequest()));
    await(actions.stopPlayback(CALL, new StopPlaybackRequest()));
    await(actions.startRecording(CALL, new StartRecordingRequest()));
    await(actions.stopRecording(CALL, new StopRecordingRequest()));
    await(actions.pauseRecording(CALL, new PauseRecordingRequest()));
    await(actions.resumeRecording(CALL, new ResumeRecordingRequest()));

    assertThat(telnyx.requests())
        .map(request -> JSON.readTree(request.body()).toString())
        .containsExactly("{}", "{}", "{\"format\":null,\"channels\":null}", "{}", "{}", "{}");
  }

  @Test
  void falseAndZeroAreSent() throws Exception {
    StartRecordingRequest request =
        new StartRecordingRequest()
            .format(StartRecordingRequest.FormatEnum.WAV)
            .channels(StartRecordingRequest.ChannelsEnum.SINGLE)
            .playBeep(false)
            .maxLength(0)
            .timeoutSecs(0)
            .transcription(false);

    await(actions.startRecording(CALL, request));

    assertSent(
        "record_start",
        """
        {"format": "wav", "channels": "single", "play_beep": false, "max_length": 0,
         "timeout_secs": 0, "transcription": false}
        """);
  }

  @Test
  void aLanguageTheDocumentDoesNotListIsSentAsItIs() throws Exception {
    await(
        actions.speak(
            CALL, new SpeakRequest().payload("x").voice("New.Provider.Voice").language("tlh")));

    assertSent(
        "speak",
        """
        {"payload": "x", "voice": "New.Provider.Voice", "language": "tlh"}
        """);
  }

  @Test
  void textIsUtf8WhateverTheDefaultCharset() throws Exception {
    await(actions.speak(CALL, new SpeakRequest().payload("é").voice("male")));

    assertThat(telnyx.requests().get(0).body()).contains("é");
  }

  private void assertSent(String action, String json) throws Exception {
    assertThat(telnyx.requests()).hasSize(1);
    RecordingEndpoint.Request request = telnyx.requests().get(0);
    assertThat(request.method()).isEqualTo("POST");
    assertThat(request.rawPath()).isEqualTo("/v2/calls/v3%3Aabc_DEF%3D/actions/" + action);
    assertThat(request.header("Authorization")).isEqualTo("Bearer KEY-1");
    assertThat(request.header("Content-type")).isEqualTo("application/json");
    JsonNode expected = JSON.readTree(json);
    assertThat(JSON.readTree(request.body())).isEqualTo(expected);
  }

  private static String recordingReference() {
    return """
        {"recording_id": "6e00ab49-9487-4364-8ad6-23965965afb2",
         "client_state": "c3RhdGU=", "command_id": "891510ac-f3e4-11e8-af5b-de00688a4901"}
        """;
  }

  private static void assertAccepted(CompletableFuture<ActionResponse> response) throws Exception {
    assertThat(await(response).getData().getResult()).isEqualTo("ok");
  }

  private static ActionResponse await(CompletableFuture<ActionResponse> response) throws Exception {
    return response.get(10, TimeUnit.SECONDS);
  }
}
