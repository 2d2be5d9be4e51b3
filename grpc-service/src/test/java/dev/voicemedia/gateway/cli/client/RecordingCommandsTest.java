package dev.voicemedia.gateway.cli.client;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.util.Durations;
import dev.voicemedia.gateway.cli.Main;
import dev.voicemedia.gateway.cli.text.RecordingPrinter;
import dev.voicemedia.v1.GetRecordingLinkRequest;
import dev.voicemedia.v1.GetRecordingLinkResponse;
import dev.voicemedia.v1.ListRecordingsRequest;
import dev.voicemedia.v1.ListRecordingsResponse;
import dev.voicemedia.v1.Recording;
import dev.voicemedia.v1.RecordingUrls;
import dev.voicemedia.v1.RecordingsServiceGrpc.RecordingsServiceImplBase;
import io.grpc.Server;
import io.grpc.Status;
import io.grpc.netty.shaded.io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** {@code recording link} and {@code recording list}. */
final class RecordingCommandsTest {
  private final List<ListRecordingsRequest> lists = new ArrayList<>();
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();
  private Server server;

  @BeforeEach
  void start() throws Exception {
    server =
        NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .addService(new ThreeRecordings())
            .build()
            .start();
  }

  @AfterEach
  void stop() {
    server.shutdownNow();
  }

  @Test
  void aRecordingIsALineOfJson() {
    assertThat(run("recording", "link", "r1")).isZero();

    assertThat(out.toString().lines())
        .containsExactly("{\"recording_id\":\"r1\",\"download_urls\":{\"wav\":\"https://r1\"}}");
  }

  @Test
  void aRecordingThatIsNotThereIsAFailureInOneLine() {
    assertThat(run("recording", "link", "r9")).isEqualTo(1);

    assertThat(err.toString().lines())
        .singleElement()
        .satisfies(line -> assertThat(line).contains("NOT_FOUND"));
  }

  @Test
  void aListHasAllPages() {
    assertThat(run("recording", "list", "--leg=leg")).isZero();

    assertThat(out.toString().lines())
        .hasSize(3)
        .allSatisfy(line -> assertThat(line).startsWith("{\"recording_id\":\"r"));
    assertThat(lists).extracting(ListRecordingsRequest::getPageToken).containsExactly("", "2", "3");
    assertThat(lists).allSatisfy(request -> assertThat(request.getCallLegId()).isEqualTo("leg"));
  }

  @Test
  void aListIsOfExactlyOneThing() {
    assertThat(run("recording", "list")).isEqualTo(2);
    assertThat(run("recording", "list", "--leg=a", "--call=b")).isEqualTo(2);
  }

  @Test
  void peopleSeeTheLinksBelow() throws Exception {
    assertThat(
            RecordingPrinter.of(false)
                .print(recording("r1").toBuilder().setDuration(Durations.fromSeconds(7)).build())
                .lines())
        .containsExactly("r1 7 s", "  https://r1");
  }

  private int run(String... command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.add("--address=127.0.0.1:" + server.getPort());
    return Main.commandLine()
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }

  private static Recording recording(String id) {
    return Recording.newBuilder()
        .setRecordingId(id)
        .setDownloadUrls(RecordingUrls.newBuilder().setWav("https://" + id))
        .build();
  }

  private final class ThreeRecordings extends RecordingsServiceImplBase {
    @Override
    public void getRecordingLink(
        GetRecordingLinkRequest request, StreamObserver<GetRecordingLinkResponse> observer) {
      if (request.getRecordingId().equals("r1")) {
        observer.onNext(
            GetRecordingLinkResponse.newBuilder().setRecording(recording("r1")).build());
        observer.onCompleted();
      } else {
        observer.onError(Status.NOT_FOUND.withDescription("none").asRuntimeException());
      }
    }

    @Override
    public void listRecordings(
        ListRecordingsRequest request, StreamObserver<ListRecordingsResponse> observer) {
      lists.add(request);
      int page = request.getPageToken().isEmpty() ? 1 : Integer.parseInt(request.getPageToken());
      observer.onNext(
          ListRecordingsResponse.newBuilder()
              .addRecordings(recording("r" + page))
              .setNextPageToken(page < 3 ? Integer.toString(page + 1) : "")
              .build());
      observer.onCompleted();
    }
  }
}
