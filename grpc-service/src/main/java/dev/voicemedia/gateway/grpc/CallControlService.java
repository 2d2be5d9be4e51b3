package dev.voicemedia.gateway.grpc;

import dev.voicemedia.gateway.upstream.CallControlMapper;
import dev.voicemedia.gateway.upstream.CallSetupMapper;
import dev.voicemedia.gateway.upstream.GatherMapper;
import dev.voicemedia.v1.AnswerRequest;
import dev.voicemedia.v1.AnswerResponse;
import dev.voicemedia.v1.CallControlServiceGrpc.CallControlServiceImplBase;
import dev.voicemedia.v1.DialRequest;
import dev.voicemedia.v1.DialResponse;
import dev.voicemedia.v1.GatherRequest;
import dev.voicemedia.v1.GatherResponse;
import dev.voicemedia.v1.GatherUsingAudioRequest;
import dev.voicemedia.v1.GatherUsingAudioResponse;
import dev.voicemedia.v1.GatherUsingSpeakRequest;
import dev.voicemedia.v1.GatherUsingSpeakResponse;
import dev.voicemedia.v1.HangupRequest;
import dev.voicemedia.v1.HangupResponse;
import dev.voicemedia.v1.RejectRequest;
import dev.voicemedia.v1.RejectResponse;
import dev.voicemedia.v1.SendCommandRequest;
import dev.voicemedia.v1.SendCommandResponse;
import dev.voicemedia.v1.SendDtmfRequest;
import dev.voicemedia.v1.SendDtmfResponse;
import dev.voicemedia.v1.StopGatherRequest;
import dev.voicemedia.v1.StopGatherResponse;
import dev.voicemedia.v1.UpdateClientStateRequest;
import dev.voicemedia.v1.UpdateClientStateResponse;
import io.grpc.stub.StreamObserver;

/** Commands that start, answer and end calls, and collect digits; and any other, as JSON. */
final class CallControlService extends CallControlServiceImplBase {
  private static final Action<AnswerRequest, AnswerResponse> ANSWER =
      new Action<>(AnswerResponse.getDefaultInstance(), CallSetupMapper::answer);
  private static final Action<HangupRequest, HangupResponse> HANGUP =
      new Action<>(HangupResponse.getDefaultInstance(), CallControlMapper::hangup);
  private static final Action<RejectRequest, RejectResponse> REJECT =
      new Action<>(RejectResponse.getDefaultInstance(), CallControlMapper::reject);
  private static final Action<UpdateClientStateRequest, UpdateClientStateResponse>
      UPDATE_CLIENT_STATE =
          new Action<>(
              UpdateClientStateResponse.getDefaultInstance(), CallControlMapper::updateClientState);
  private static final Action<SendDtmfRequest, SendDtmfResponse> SEND_DTMF =
      new Action<>(SendDtmfResponse.getDefaultInstance(), CallControlMapper::sendDtmf);
  private static final Action<GatherRequest, GatherResponse> GATHER =
      new Action<>(GatherResponse.getDefaultInstance(), GatherMapper::gather);
  private static final Action<GatherUsingSpeakRequest, GatherUsingSpeakResponse>
      GATHER_USING_SPEAK =
          new Action<>(
              GatherUsingSpeakResponse.getDefaultInstance(), GatherMapper::gatherUsingSpeak);
  private static final Action<GatherUsingAudioRequest, GatherUsingAudioResponse>
      GATHER_USING_AUDIO =
          new Action<>(
              GatherUsingAudioResponse.getDefaultInstance(), GatherMapper::gatherUsingAudio);
  private static final Action<StopGatherRequest, StopGatherResponse> STOP_GATHER =
      new Action<>(StopGatherResponse.getDefaultInstance(), GatherMapper::stopGather);
  private static final Action<DialRequest, DialResponse> DIAL =
      new Action<>(DialResponse.getDefaultInstance(), CallSetupMapper::dial);
  private static final Action<SendCommandRequest, SendCommandResponse> SEND_COMMAND =
      new Action<>(SendCommandResponse.getDefaultInstance(), CallControlMapper::sendCommand);

  private final ActionRunner actions;

  CallControlService(ActionRunner actions) {
    this.actions = actions;
  }

  @Override
  public void answer(AnswerRequest request, StreamObserver<AnswerResponse> observer) {
    actions.run(ANSWER, request, observer);
  }

  @Override
  public void hangup(HangupRequest request, StreamObserver<HangupResponse> observer) {
    actions.run(HANGUP, request, observer);
  }

  @Override
  public void reject(RejectRequest request, StreamObserver<RejectResponse> observer) {
    actions.run(REJECT, request, observer);
  }

  @Override
  public void updateClientState(
      UpdateClientStateRequest request, StreamObserver<UpdateClientStateResponse> observer) {
    actions.run(UPDATE_CLIENT_STATE, request, observer);
  }

  @Override
  public void sendDtmf(SendDtmfRequest request, StreamObserver<SendDtmfResponse> observer) {
    actions.run(SEND_DTMF, request, observer);
  }

  @Override
  public void gather(GatherRequest request, StreamObserver<GatherResponse> observer) {
    actions.run(GATHER, request, observer);
  }

  @Override
  public void gatherUsingSpeak(
      GatherUsingSpeakRequest request, StreamObserver<GatherUsingSpeakResponse> observer) {
    actions.run(GATHER_USING_SPEAK, request, observer);
  }

  @Override
  public void gatherUsingAudio(
      GatherUsingAudioRequest request, StreamObserver<GatherUsingAudioResponse> observer) {
    actions.run(GATHER_USING_AUDIO, request, observer);
  }

  @Override
  public void stopGather(StopGatherRequest request, StreamObserver<StopGatherResponse> observer) {
    actions.run(STOP_GATHER, request, observer);
  }

  @Override
  public void dial(DialRequest request, StreamObserver<DialResponse> observer) {
    actions.run(DIAL, request, observer);
  }

  @Override
  public void sendCommand(
      SendCommandRequest request, StreamObserver<SendCommandResponse> observer) {
    actions.run(SEND_COMMAND, request, observer);
  }
}
