package dev.voicemedia.gateway.cli.client;

import com.google.protobuf.Message;
import dev.voicemedia.v1.CallControlServiceGrpc;
import dev.voicemedia.v1.CommandReceipt;
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
import io.grpc.MethodDescriptor;
import io.grpc.Server;
import io.grpc.ServerServiceDefinition;
import io.grpc.StatusRuntimeException;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.ServerCalls;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/** Takes every request and answers it, with an error if it was told one. */
final class FakeGateway extends MediaActionsServiceImplBase implements AutoCloseable {
  private static final CommandReceipt RECEIPT =
      CommandReceipt.newBuilder().setCommandId("cmd-1").setAttempts(1).setRequestId("req").build();

  private final Queue<Message> requests = new ConcurrentLinkedQueue<>();
  private final Server server;
  private final String address;
  private volatile @Nullable StatusRuntimeException error;
  private volatile List<SpeakAndWaitResponse> speechSteps = List.of();
  private volatile List<PlayAndWaitResponse> playbackSteps = List.of();

  FakeGateway() {
    try {
      server =
          NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
              .addService(this)
              .addService(callControl())
              .build()
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    address = "127.0.0.1:" + server.getPort();
  }

  void failWith(StatusRuntimeException failure) {
    error = failure;
  }

  String address() {
    return address;
  }

  /** The one request that has come since the last time; null if there is none. */
  @Nullable Message takeRequest() {
    return requests.poll();
  }

  @Override
  public void close() {
    server.shutdownNow();
  }

  /** Answers every method of call control with a receipt. */
  private ServerServiceDefinition callControl() {
    ServerServiceDefinition.Builder service =
        ServerServiceDefinition.builder(CallControlServiceGrpc.getServiceDescriptor());
    for (MethodDescriptor<?, ?> method :
        CallControlServiceGrpc.getServiceDescriptor().getMethods()) {
      addTo(service, method);
    }
    return service.build();
  }

  private <Q, R> void addTo(
      ServerServiceDefinition.Builder service, MethodDescriptor<Q, R> method) {
    Message empty = (Message) method.parseResponse(InputStream.nullInputStream());
    Message whole =
        empty.toBuilder()
            .setField(empty.getDescriptorForType().findFieldByName("receipt"), RECEIPT)
            .build();
    R answer = method.parseResponse(whole.toByteString().newInput());
    service.addMethod(
        method,
        ServerCalls.asyncUnaryCall(
            (request, observer) -> reply((Message) request, observer, answer)));
  }

  private <R> void reply(Message request, StreamObserver<R> observer, R response) {
    requests.add(request);
    StatusRuntimeException failure = error;
    if (failure == null) {
      observer.onNext(response);
      observer.onCompleted();
    } else {
      observer.onError(failure);
    }
  }

  @Override
  public void startPlayback(
      StartPlaybackRequest request, StreamObserver<StartPlaybackResponse> observer) {
    reply(request, observer, StartPlaybackResponse.newBuilder().setReceipt(RECEIPT).build());
  }

  @Override
  public void stopPlayback(
      StopPlaybackRequest request, StreamObserver<StopPlaybackResponse> observer) {
    reply(request, observer, StopPlaybackResponse.newBuilder().setReceipt(RECEIPT).build());
  }

  @Override
  public void startRecording(
      StartRecordingRequest request, StreamObserver<StartRecordingResponse> observer) {
    reply(request, observer, StartRecordingResponse.newBuilder().setReceipt(RECEIPT).build());
  }

  @Override
  public void stopRecording(
      StopRecordingRequest request, StreamObserver<StopRecordingResponse> observer) {
    reply(request, observer, StopRecordingResponse.newBuilder().setReceipt(RECEIPT).build());
  }

  @Override
  public void pauseRecording(
      PauseRecordingRequest request, StreamObserver<PauseRecordingResponse> observer) {
    reply(request, observer, PauseRecordingResponse.newBuilder().setReceipt(RECEIPT).build());
  }

  @Override
  public void resumeRecording(
      ResumeRecordingRequest request, StreamObserver<ResumeRecordingResponse> observer) {
    reply(request, observer, ResumeRecordingResponse.newBuilder().setReceipt(RECEIPT).build());
  }

  @Override
  public void speak(SpeakRequest request, StreamObserver<SpeakResponse> observer) {
    reply(
        request, observer, SpeakResponse.newBuilder().setResult("ok").setReceipt(RECEIPT).build());
  }

  /** Has a speech that is waited for report these steps. */
  void waitForSpeech(List<SpeakAndWaitResponse> steps) {
    speechSteps = steps;
  }

  /** Has a playback that is waited for report these steps. */
  void waitForPlayback(List<PlayAndWaitResponse> steps) {
    playbackSteps = steps;
  }

  @Override
  public void speakAndWait(
      SpeakAndWaitRequest request, StreamObserver<SpeakAndWaitResponse> observer) {
    stream(request, observer, speechSteps);
  }

  @Override
  public void playAndWait(
      PlayAndWaitRequest request, StreamObserver<PlayAndWaitResponse> observer) {
    stream(request, observer, playbackSteps);
  }

  private <R> void stream(Message request, StreamObserver<R> observer, List<R> steps) {
    requests.add(request);
    StatusRuntimeException failure = error;
    if (failure != null) {
      observer.onError(failure);
      return;
    }
    steps.forEach(observer::onNext);
    observer.onCompleted();
  }
}
