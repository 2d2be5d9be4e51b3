package dev.voicemedia.gateway.grpc;

import dev.voicemedia.v1.GetRecordingLinkRequest;
import dev.voicemedia.v1.GetRecordingLinkResponse;
import dev.voicemedia.v1.ListRecordingsRequest;
import dev.voicemedia.v1.ListRecordingsResponse;
import dev.voicemedia.v1.RecordingsServiceGrpc.RecordingsServiceImplBase;
import io.grpc.stub.StreamObserver;

/** Recordings, as Telnyx has them. */
final class RecordingsService extends RecordingsServiceImplBase {
  private final RecordingQueries recordings;

  RecordingsService(RecordingQueries recordings) {
    this.recordings = recordings;
  }

  @Override
  public void getRecordingLink(
      GetRecordingLinkRequest request, StreamObserver<GetRecordingLinkResponse> observer) {
    recordings.link(request, observer);
  }

  @Override
  public void listRecordings(
      ListRecordingsRequest request, StreamObserver<ListRecordingsResponse> observer) {
    recordings.list(request, observer);
  }
}
