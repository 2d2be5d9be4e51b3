package dev.voicemedia.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.voicemedia.gateway.testing.LoggedLines;
import dev.voicemedia.gateway.testing.ManualClock;
import dev.voicemedia.gateway.testing.VirtualTimer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AccessControlTest {
  private static final String SUBSCRIBE = "voicemedia.v1.WebhookEventsService/Subscribe";
  private static final String SPEAK = "voicemedia.v1.MediaActionsService/Speak";
  private static final String HEALTH = "grpc.health.v1.Health/Check";
  private static final Instant NOW = Instant.parse("2027-01-01T00:00:00Z");
  private static final Source SOURCE = new Source("192.0.2.1");
  private static final String CALLER =
      "version: 1\ncallers: [{name: a, credentials: [{token_sha256: '%s'%s}], allow: [%s]%s}]\n";

  private final ManualClock clock = new ManualClock(NOW);
  private final VirtualTimer timer = new VirtualTimer();
  private final AccessToken token = AccessToken.random();
  private final List<String> ended = new ArrayList<>();
  private AccessControl access;

  @TempDir Path folder;

  @BeforeEach
  void start() throws Exception {
    write("", "events, actions", "");
    access =
        AccessControl.by(
            new AccessSettings(
                Optional.of(folder.resolve("access.yaml")),
                Optional.empty(),
                Optional.empty(),
                PublicPort.DEFAULTS,
                SecretFiles.NONE,
                AccessSettings.RELOAD_EVERY),
            clock,
            timer);
  }

  @Test
  void aMethodThatIsNotListedIsNobodys() {
    assertThatThrownBy(() -> admit("voicemedia.v1.NewService/New"))
        .hasMessage(Refusal.NOT_SERVED.text());
    assertThatThrownBy(
            () ->
                AccessControl.open(clock, timer)
                    .admit("voicemedia.v1.NewService/New", List.of(), List.of(), SOURCE))
        .hasMessage(Refusal.NOT_SERVED.text());
  }

  @Test
  void whatGoesOnEndsWhenItsCredentialIsRevoked() throws Exception {
    watch();
    replace("", "events, actions", "");
    assertThat(ended).isEmpty();

    Files.writeString(
        folder.resolve("access.yaml"),
        CALLER.formatted(AccessToken.random().sha256(), "", "events", ""));
    access.reload();

    assertThat(ended).containsExactly("ended");
    assertThatThrownBy(() -> admit(SUBSCRIBE)).hasMessage(Refusal.UNKNOWN_TOKEN.text());
  }

  @Test
  void whatGoesOnEndsWhenItsCallerIsAllowedLessButNotWhenMore() throws Exception {
    replace("", "events", ", connections: ['1', '2']");
    watch();

    replace("", "events, dial", ", connections: ['1', '2', '3']");
    replace("", "events", "");
    replace("", "voicemedia.v1.WebhookEventsService/Subscribe", ", connections: ['2', '1']");
    assertThat(ended).isEmpty();

    replace("", "events", ", connections: ['1']");
    assertThat(ended).containsExactly("ended");
  }

  @Test
  void whatGoesOnEndsWithoutItsScope() throws Exception {
    watch();

    replace("", "actions", "");

    assertThat(ended).containsExactly("ended");
  }

  @Test
  void whatGoesOnEndsWhenItsTokenExpires() throws Exception {
    replace(", expires: 2027-01-01T02:00:00Z", "events", "");
    watch();

    pass(Duration.ofMinutes(119));
    assertThat(ended).isEmpty();
    pass(Duration.ofMinutes(1));

    assertThat(ended).containsExactly("ended");
    assertThat(timer.pending()).isZero();
  }

  @Test
  void aFileThatCannotBeUsedLeavesTheRulesInForce() throws Exception {
    watch();
    Files.writeString(folder.resolve("access.yaml"), "version: 1\ncallers: nonsense\n");

    assertThatThrownBy(access::reload).isInstanceOf(AccessFileException.class);

    assertThat(ended).isEmpty();
    assertThat(admit(SUBSCRIBE).caller().name()).isEqualTo("a");
  }

  @Test
  void quotasBoundWhatACallerStartsAndHasUnderWay() throws Exception {
    replace(
        "", "events, actions", ", limits: {actions_per_second: 3, actions_at_once: 2, streams: 1}");
    Principal caller = admit(SPEAK);

    Runnable first = access.takeQuota(caller, SPEAK);
    Runnable second = access.takeQuota(caller, SPEAK);
    assertBusy(caller, SPEAK, "actions_at_once");
    first.run();
    first.run(); // once is enough
    Runnable third = access.takeQuota(caller, SPEAK);
    second.run();
    assertBusy(caller, SPEAK, "actions_per_second");
    timer.advance(Duration.ofMillis(334));
    access.takeQuota(caller, SPEAK).run();
    third.run();

    access.takeQuota(caller, SUBSCRIBE);
    assertBusy(caller, SUBSCRIBE, "streams");
    assertThat(access.takeQuota(caller, "voicemedia.v1.WebhookEventsService/GetEvent")).isNotNull();
  }

  @Test
  void aWaitTakesAPlaceAmongStreamsIfTheseAreLimited() throws Exception {
    String wait = "voicemedia.v1.MediaActionsService/SpeakAndWait";
    replace("", "actions", ", limits: {actions_at_once: 1, streams: 1}");
    Principal caller = admit(wait);
    Runnable first = access.takeQuota(caller, wait);
    access.takeQuota(caller, SPEAK).run();
    assertBusy(caller, wait, "streams");
    first.run();

    replace("", "actions", ", limits: {actions_at_once: 1}");
    Principal unlimited = admit(wait);
    access.takeQuota(unlimited, wait);
    assertBusy(unlimited, SPEAK, "actions_at_once");
  }

  @Test
  void healthAndFailuresOfAnAddressAreLimited() throws Exception {
    for (int i = 0; i < 100; i++) {
      access.admit(HEALTH, List.of(), List.of(), SOURCE);
    }
    assertThatThrownBy(() -> access.admit(HEALTH, List.of(), List.of(), SOURCE))
        .hasMessageContaining("more than the quota allows");
    access.admit(HEALTH, List.of(), List.of(), new Source("192.0.2.2"));

    for (int i = 0; i < 50; i++) {
      assertThatThrownBy(() -> access.admit(SPEAK, List.of("Bearer x"), List.of(), SOURCE))
          .hasMessage(Refusal.UNKNOWN_TOKEN.text());
    }
    assertThatThrownBy(() -> access.admit(SPEAK, List.of("Bearer x"), List.of(), SOURCE))
        .hasMessageContaining("failures of this address");
    // The right token is let in all the same.
    assertThat(admit(SPEAK).caller().name()).isEqualTo("a");
  }

  @Test
  void refusalsAreLoggedTenAMinuteAndThenByTheirNumber() {
    SimpleMeterRegistry metrics = new SimpleMeterRegistry();
    try (LoggedLines lines = LoggedLines.of(RefusalLog.AUDIT)) {
      RefusalLog log = new RefusalLog(timer, metrics);
      AccessRefusedException refused = AccessRefusedException.of(Refusal.UNKNOWN_TOKEN);
      for (int i = 0; i < 1000; i++) {
        log.refused(refused, SOURCE, SPEAK);
      }
      log.refused(AccessRefusedException.of(Refusal.EXPIRED), SOURCE, SPEAK);

      assertThat(lines.lines()).hasSize(11).containsOnly("refused");
      timer.advance(Duration.ofMinutes(1));
      assertThat(lines.lines()).hasSize(12).last().isEqualTo("refused 990 more in a minute");
      log.refused(refused, SOURCE, SPEAK);
      assertThat(lines.lines()).hasSize(13);
    }
    assertThat(metrics.counter("voicemedia.access.refused", "reason", "unknown_token").count())
        .isEqualTo(1001);
  }

  private void watch() throws Exception {
    var unused = access.watch(admit(SUBSCRIBE), SUBSCRIBE, () -> ended.add("ended"));
  }

  private Principal admit(String method) throws AccessRefusedException {
    return access.admit(method, List.of("Bearer " + token.secret()), List.of(), SOURCE);
  }

  private void assertBusy(Principal caller, String method, String quota) {
    assertThatThrownBy(() -> access.takeQuota(caller, method))
        .isInstanceOfSatisfying(
            AccessRefusedException.class,
            e -> {
              assertThat(e).hasMessage(quota + ": more than the quota allows");
              assertThat(e.retryAfter()).isPresent();
            });
  }

  private void pass(Duration time) {
    clock.advance(time);
    timer.advance(time);
  }

  private void replace(String expires, String allow, String more) throws Exception {
    write(expires, allow, more);
    access.reload();
  }

  private void write(String expires, String allow, String more) throws Exception {
    Path file = folder.resolve("access.yaml");
    Files.writeString(file, CALLER.formatted(token.sha256(), expires, allow, more));
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
  }
}
