package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.upstream.CommandMapper;
import dev.voicemedia.v1.MediaActionsServiceGrpc.MediaActionsServiceImplBase;
import dev.voicemedia.v1.PauseRecordingRequest;
import dev.voicemedia.v1.PauseRecordingResponse;
import dev.voicemedia.v1.PlayAndWaitRequest;
import dev.voicemedia.v1.PlayAndWaitResponse;
import dev.voicemedia.v1.ResumeRecordingRequest;
import dev.voicemedia.v1.ResumeRecordingResponse;
import dev.voicemedia.v1.SpeakAndWaitRequest;
import dev.voicemedia.v1.SpeakAndWaitResponse;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SpeakResponse;
import dev.voicemedia.v1.StartPlaybackRequest;
import dev.voicemedia.v1.StartPlaybackResponse;
import dev.voicemedia.v1.StartRecordingRequest;
import dev.voicemedia.v1.StartRecordingResponse;
import dev.voicemedia.v1.StopPlaybackRequest;
import dev.voicemedia.v1.StopPlaybackResponse;
import dev.voicemedia.v1.StopRecordingRequest;
import dev.voicemedia.v1.StopRecordingResponse;
import io.grpc.stub.StreamObserver;

/** The seven media actions, and two of them with a wait for their end. */
final class MediaActionsService extends MediaActionsServiceImplBase {
  private static final Action<StartPlaybackRequest, StartPlaybackResponse> START_PLAYBACK =
      new Action<>(StartPlaybackResponse.getDefaultInstance(), CommandMapper::startPlayback);
  private static final Action<StopPlaybackRequest, StopPlaybackResponse> STOP_PLAYBACK =
      new Action<>(StopPlaybackResponse.getDefaultInstance(), CommandMapper::stopPlayback);
  private static final Action<StartRecordingRequest, StartRecordingResponse> START_RECORDING =
      new Action<>(StartRecordingResponse.getDefaultInstance(), CommandMapper::startRecording);
  private static final Action<StopRecordingRequest, StopRecordingResponse> STOP_RECORDING =
      new Action<>(StopRecordingResponse.getDefaultInstance(), CommandMapper::stopRecording);
  private static final Action<PauseRecordingRequest, PauseRecordingResponse> PAUSE_RECORDING =
      new Action<>(PauseRecordingResponse.getDefaultInstance(), CommandMapper::pauseRecording);
  private static final Action<ResumeRecordingRequest, ResumeRecordingResponse> RESUME_RECORDING =
      new Action<>(ResumeRecordingResponse.getDefaultInstance(), CommandMapper::resumeRecording);
  private static final Action<SpeakRequest, SpeakResponse> SPEAK =
      new Action<>(SpeakResponse.getDefaultInstance(), CommandMapper::speak);

  private static final WaitedAction<SpeakAndWaitRequest, SpeakRequest, SpeakResponse>
      SPEAK_AND_WAIT = new WaitedAction<>(SPEAK, SpeakAndWaitRequest::getSpeak);
  private static final WaitedAction<PlayAndWaitRequest, StartPlaybackRequest, StartPlaybackResponse>
      PLAY_AND_WAIT = new WaitedAction<>(START_PLAYBACK, PlayAndWaitRequest::getPlay);

  private final ActionRunner actions;
  private final WaitRunner waits;

  MediaActionsService(ActionRunner actions, WaitRunner waits) {
    this.actions = actions;
    this.waits = waits;
  }

  @Override
  public void startPlayback(
      StartPlaybackRequest request, StreamObserver<StartPlaybackResponse> observer) {
    actions.run(START_PLAYBACK, request, observer);
  }

  @Override
  public void stopPlayback(
      StopPlaybackRequest request, StreamObserver<StopPlaybackResponse> observer) {
    actions.run(STOP_PLAYBACK, request, observer);
  }

  @Override
  public void startRecording(
      StartRecordingRequest request, StreamObserver<StartRecordingResponse> observer) {
    actions.run(START_RECORDING, request, observer);
  }

  @Override
  public void stopRecording(
      StopRecordingRequest request, StreamObserver<StopRecordingResponse> observer) {
    actions.run(STOP_RECORDING, request, observer);
  }

  @Override
  public void pauseRecording(
      PauseRecordingRequest request, StreamObserver<PauseRecordingResponse> observer) {
    actions.run(PAUSE_RECORDING, request, observer);
  }

  @Override
  public void resumeRecording(
      ResumeRecordingRequest request, StreamObserver<ResumeRecordingResponse> observer) {
    actions.run(RESUME_RECORDING, request, observer);
  }

  @Override
  public void speak(SpeakRequest request, StreamObserver<SpeakResponse> observer) {
    actions.run(SPEAK, request, observer);
  }

  @Override
  public void speakAndWait(
      SpeakAndWaitRequest request, StreamObserver<SpeakAndWaitResponse> observer) {
    waits.run(SPEAK_AND_WAIT, request, observer, SpeakAndWaitResponse.getDefaultInstance());
  }

  @Override
  public void playAndWait(
      PlayAndWaitRequest request, StreamObserver<PlayAndWaitResponse> observer) {
    waits.run(PLAY_AND_WAIT, request, observer, PlayAndWaitResponse.getDefaultInstance());
  }
}
