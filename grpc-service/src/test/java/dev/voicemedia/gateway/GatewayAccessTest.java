package dev.voicemedia.gateway;

import static dev.voicemedia.gateway.GatewayRun.eventsUntil;
import static dev.voicemedia.gateway.GatewayRun.fromEarliest;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.google.rpc.ErrorInfo;
import dev.voicemedia.gateway.access.MethodTable;
import dev.voicemedia.simulator.CallSetup;
import dev.voicemedia.simulator.SimulatedCall;
import dev.voicemedia.v1.CallsServiceGrpc;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.EventFilter;
import dev.voicemedia.v1.GetCallRequest;
import dev.voicemedia.v1.GetEventRequest;
import dev.voicemedia.v1.ListEventsRequest;
import dev.voicemedia.v1.MediaActionsServiceGrpc;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.SubscribeRequest;
import dev.voicemedia.v1.SubscribeResponse;
import dev.voicemedia.v1.WatchCallRequest;
import dev.voicemedia.v1.WebhookEventsServiceGrpc;
import io.grpc.Channel;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckRequest;
import io.grpc.health.v1.HealthGrpc;
import io.grpc.reflection.v1.ServerReflectionRequest;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may do what, over a real port: each identity, with each method, on two connections. */
class GatewayAccessTest {
  private static final String OWN = "1494404757140276705";
  private static final String OTHER = "1494404757140276706";
  private static final String FILE =
      """
      version: 1
      callers:
        - {name: all, credentials: [{token_sha256: "${all}"}], allow: [actions, events]}
        - {name: actions, credentials: [{token_sha256: "${actions}"}], allow: [actions]}
        - {name: events, credentials: [{token_sha256: "${events}"}], allow: [events]}
        - name: one-method
          credentials: [{token_sha256: "${one-method}"}]
          allow: [voicemedia.v1.WebhookEventsService/GetEvent]
        - name: limited
          credentials: [{token_sha256: "${limited}"}]
          allow: [actions, events]
          connections: ["1494404757140276705"]
        - name: expired
          credentials: [{token_sha256: "${expired}", expires: 2026-01-01T00:00:00Z}]
          allow: [actions, events]
      """;

  @TempDir static Path folder;

  private static AccessTokens tokens;
  private static GatewayRun gateway;
  private static SimulatedCall own;
  private static SimulatedCall other;
  private static Event ownEvent;
  private static Event otherEvent;

  @BeforeAll
  static void start() throws Exception {
    tokens = new AccessTokens(folder);
    tokens.write(FILE);
    gateway = new GatewayRun(folder.resolve("data"), tokens.settings());
    own = open(OWN);
    other = open(OTHER);
    ownEvent = newestOf(own);
    otherEvent = newestOf(other);
  }

  @AfterAll
  static void stop() {
    gateway.close();
  }

  /** Columns: a method and what it is about; then what becomes of it for each identity. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          METHOD                | all       | actions | events    | one-method | limited   | expired | unknown | none
          speak own             | OK        | OK      | DENIED    | DENIED     | OK        | UNAUTH  | UNAUTH  | UNAUTH
          speak other           | OK        | OK      | DENIED    | DENIED     | DENIED    | UNAUTH  | UNAUTH  | UNAUTH
          speak nowhere         | NOT_FOUND | NOT_FOUND | DENIED  | DENIED     | DENIED    | UNAUTH  | UNAUTH  | UNAUTH
          subscribe             | OK        | DENIED  | OK        | DENIED     | OK        | UNAUTH  | UNAUTH  | UNAUTH
          subscribe own         | OK        | DENIED  | OK        | DENIED     | OK        | UNAUTH  | UNAUTH  | UNAUTH
          subscribe other       | OK        | DENIED  | OK        | DENIED     | DENIED    | UNAUTH  | UNAUTH  | UNAUTH
          list own              | OK        | DENIED  | OK        | DENIED     | OK        | UNAUTH  | UNAUTH  | UNAUTH
          list other            | OK        | DENIED  | OK        | DENIED     | EMPTY     | UNAUTH  | UNAUTH  | UNAUTH
          list connection other | OK        | DENIED  | OK        | DENIED     | DENIED    | UNAUTH  | UNAUTH  | UNAUTH
          get own               | OK        | DENIED  | OK        | OK         | OK        | UNAUTH  | UNAUTH  | UNAUTH
          get other             | OK        | DENIED  | OK        | OK         | NOT_FOUND | UNAUTH  | UNAUTH  | UNAUTH
          get nowhere           | NOT_FOUND | DENIED  | NOT_FOUND | NOT_FOUND  | NOT_FOUND | UNAUTH  | UNAUTH  | UNAUTH
          health                | OK        | OK      | OK        | OK         | OK        | OK      | OK      | OK
          reflection            | OK        | OK      | OK        | OK         | OK        | UNAUTH  | UNAUTH  | UNAUTH
          """)
  void eachIdentityMayDoWhatTheFileSays(
      String method,
      String all,
      String actions,
      String events,
      String oneMethod,
      String limited,
      String expired,
      String unknown,
      String none) {
    assertThat(outcome(method, tokens.as("all", gateway.channel()))).isEqualTo(all);
    assertThat(outcome(method, tokens.as("actions", gateway.channel()))).isEqualTo(actions);
    assertThat(outcome(method, tokens.as("events", gateway.channel()))).isEqualTo(events);
    assertThat(outcome(method, tokens.as("one-method", gateway.channel()))).isEqualTo(oneMethod);
    assertThat(outcome(method, tokens.as("limited", gateway.channel()))).isEqualTo(limited);
    assertThat(outcome(method, tokens.as("expired", gateway.channel()))).isEqualTo(expired);
    assertThat(outcome(method, tokens.as("nobody", gateway.channel()))).isEqualTo(unknown);
    assertThat(outcome(method, gateway.channel())).isEqualTo(none);
  }

  /** Without strangers, of whose failures each address has only so many. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      useHeadersInDisplayName = true,
      textBlock =
          """
          METHOD        | all       | actions | events    | one-method | limited
          call own      | OK        | DENIED  | OK        | DENIED     | OK
          call other    | OK        | DENIED  | OK        | DENIED     | NOT_FOUND
          call nowhere  | NOT_FOUND | DENIED  | NOT_FOUND | DENIED     | NOT_FOUND
          watch own     | OK        | DENIED  | OK        | DENIED     | OK
          watch other   | OK        | DENIED  | OK        | DENIED     | NOT_FOUND
          watch nowhere | NOT_FOUND | DENIED  | NOT_FOUND | DENIED     | NOT_FOUND
          """)
  void eachIdentitySeesTheCallsThatTheFileSays(
      String method, String all, String actions, String events, String oneMethod, String limited) {
    assertThat(outcome(method, tokens.as("all", gateway.channel()))).isEqualTo(all);
    assertThat(outcome(method, tokens.as("actions", gateway.channel()))).isEqualTo(actions);
    assertThat(outcome(method, tokens.as("events", gateway.channel()))).isEqualTo(events);
    assertThat(outcome(method, tokens.as("one-method", gateway.channel()))).isEqualTo(oneMethod);
    assertThat(outcome(method, tokens.as("limited", gateway.channel()))).isEqualTo(limited);
  }

  @Test
  void aCallersStreamHasTheEventsOfItsConnectionsAndNoOthers() {
    Iterator<SubscribeResponse> stream =
        WebhookEventsServiceGrpc.newBlockingStub(tokens.as("limited", gateway.channel()))
            .withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
            .subscribe(fromEarliest().build());
    await().until(() -> stream.next().hasCaughtUp());

    speak(tokens.as("all", gateway.channel()), other.callControlId());
    speak(tokens.as("all", gateway.channel()), own.callControlId());

    assertThat(eventsUntil(stream, "call.speak.started"))
        .extracting(Event::getConnectionId)
        .containsOnly(OWN);
  }

  @Test
  void twoHeadersOrOneOfAnotherKindAreWrong() {
    String good = "Bearer " + tokens.tokenOf("all").secret();

    for (List<String> headers :
        List.of(
            List.of(good, good),
            List.of("Basic " + tokens.tokenOf("all").secret()),
            List.of("Bearer"),
            List.of("Bearer "),
            List.of(tokens.tokenOf("all").secret()))) {
      Channel channel = AccessTokens.withHeaders(gateway.channel(), headers.toArray(String[]::new));
      assertThat(outcome("get own", channel)).as("%d headers", headers.size()).isEqualTo("UNAUTH");
    }
  }

  @Test
  void aRefusalSaysWhyAndThatNothingWasSent() {
    StatusRuntimeException unknown = failureOf(() -> speak(gateway.channel(), own.callControlId()));
    StatusRuntimeException denied =
        failureOf(() -> speak(tokens.as("events", gateway.channel()), own.callControlId()));
    StatusRuntimeException foreign =
        failureOf(() -> speak(tokens.as("limited", gateway.channel()), other.callControlId()));
    StatusRuntimeException nowhere =
        failureOf(() -> speak(tokens.as("limited", gateway.channel()), "v3:nowhere"));

    assertThat(GatewayRun.detail(unknown, ErrorInfo.class).getReason())
        .isEqualTo("UNAUTHENTICATED");
    assertThat(GatewayRun.detail(denied, ErrorInfo.class).getReason()).isEqualTo("ACCESS_DENIED");
    assertThat(denied).hasMessageContaining("expected one that is allowed actions");
    assertThat(GatewayRun.detail(foreign, ErrorInfo.class))
        .isEqualTo(GatewayRun.detail(nowhere, ErrorInfo.class));
    assertThat(foreign.getStatus()).hasToString(nowhere.getStatus().toString());
    assertThat(GatewayRun.detail(foreign, ErrorInfo.class).getMetadataMap())
        .containsEntry("outcome", "not_sent");
  }

  /** A method of a service that is new has to be added to the table, or nobody can call it. */
  @Test
  void everyMethodThatIsServedIsListed() throws Exception {
    assertThat(ServedMethods.of(tokens.as("all", gateway.channel())))
        .contains("voicemedia.v1.WebhookEventsService/Subscribe", "grpc.health.v1.Health/Check")
        .isSubsetOf(MethodTable.methods());
  }

  private static SimulatedCall open(String connection) {
    return gateway
        .simulator()
        .openCall(new CallSetup("+12025550100", "+12025550101", "incoming", connection, null));
  }

  private static Event newestOf(SimulatedCall call) {
    WebhookEventsServiceGrpc.WebhookEventsServiceBlockingStub events =
        WebhookEventsServiceGrpc.newBlockingStub(tokens.as("all", gateway.channel()));
    ListEventsRequest request =
        ListEventsRequest.newBuilder()
            .setFilter(EventFilter.newBuilder().setCallControlId(call.callControlId()))
            .build();
    await().until(() -> events.listEvents(request).getEventsCount() > 1);
    return events.listEvents(request).getEvents(0).getEvent();
  }

  private static void speak(Channel channel, String call) {
    MediaActionsServiceGrpc.newBlockingStub(channel)
        .withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
        .speak(
            SpeakRequest.newBuilder()
                .setCallControlId(call)
                .setPayload("Hello")
                .setVoice("female")
                .build());
  }

  private static String outcome(String what, Channel channel) {
    String[] words = what.split(" ", -1);
    String about = words[words.length - 1];
    try {
      return switch (words[0]) {
        case "speak" -> {
          speak(channel, call(about));
          yield "OK";
        }
        case "subscribe" -> {
          EventFilter.Builder filter = EventFilter.newBuilder();
          if (words.length > 1) {
            filter.setConnectionId(about.equals("own") ? OWN : OTHER);
          }
          SubscribeRequest.Builder request = fromEarliest().setFilter(filter).setStopAtHead(true);
          WebhookEventsServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
              .subscribe(request.build())
              .forEachRemaining(message -> {});
          yield "OK";
        }
        case "list" -> {
          EventFilter.Builder filter = EventFilter.newBuilder();
          if (words[1].equals("connection")) {
            filter.setConnectionId(OTHER);
          } else {
            filter.setCallControlId(call(about));
          }
          ListEventsRequest request = ListEventsRequest.newBuilder().setFilter(filter).build();
          yield WebhookEventsServiceGrpc.newBlockingStub(channel)
                      .listEvents(request)
                      .getEventsCount()
                  > 0
              ? "OK"
              : "EMPTY";
        }
        case "get" -> {
          WebhookEventsServiceGrpc.newBlockingStub(channel)
              .getEvent(GetEventRequest.newBuilder().setId(event(about)).build());
          yield "OK";
        }
        case "call" -> {
          CallsServiceGrpc.newBlockingStub(channel)
              .getCall(GetCallRequest.newBuilder().setCallControlId(call(about)).build());
          yield "OK";
        }
        case "watch" -> {
          CallsServiceGrpc.newBlockingStub(channel)
              .withDeadlineAfter(GatewayRun.DEADLINE_SECONDS, TimeUnit.SECONDS)
              .watchCall(WatchCallRequest.newBuilder().setCallControlId(call(about)).build())
              .next();
          yield "OK";
        }
        case "health" -> {
          HealthGrpc.newBlockingStub(channel).check(HealthCheckRequest.getDefaultInstance());
          yield "OK";
        }
        default -> {
          reflect(channel);
          yield "OK";
        }
      };
    } catch (StatusRuntimeException e) {
      return switch (e.getStatus().getCode()) {
        case UNAUTHENTICATED -> "UNAUTH";
        case PERMISSION_DENIED -> "DENIED";
        default -> e.getStatus().getCode().name();
      };
    }
  }

  private static String call(String which) {
    return switch (which) {
      case "own" -> own.callControlId();
      case "other" -> other.callControlId();
      default -> "v3:nowhere";
    };
  }

  private static String event(String which) {
    return switch (which) {
      case "own" -> ownEvent.getId();
      case "other" -> otherEvent.getId();
      default -> "nowhere";
    };
  }

  private static void reflect(Channel channel) {
    ServedMethods.ask(channel, ServerReflectionRequest.newBuilder().setListServices("").build());
  }

  private static StatusRuntimeException failureOf(Runnable call) {
    try {
      call.run();
    } catch (StatusRuntimeException e) {
      return e;
    }
    throw new AssertionError("did not fail");
  }
}
