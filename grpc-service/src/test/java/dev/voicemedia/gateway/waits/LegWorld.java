package dev.voicemedia.gateway.waits;

import com.google.protobuf.Message;
import com.google.protobuf.Timestamp;
import dev.voicemedia.v1.CallGatherEnded;
import dev.voicemedia.v1.CallHangup;
import dev.voicemedia.v1.CallPlaybackEnded;
import dev.voicemedia.v1.CallPlaybackStarted;
import dev.voicemedia.v1.CallSpeakEnded;
import dev.voicemedia.v1.CallSpeakStarted;
import dev.voicemedia.v1.Event;
import dev.voicemedia.v1.GatherUsingSpeakRequest;
import dev.voicemedia.v1.SpeakRequest;
import dev.voicemedia.v1.StartPlaybackRequest;
import dev.voicemedia.v1.StopPlaybackRequest;
import dev.voicemedia.v1.StopScope;
import dev.voicemedia.v1.TargetLegs;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A leg at a model of the vendor, with senders, a log and waits, on a random timeline. The model
 * knows which command each event belongs to, and counts the waits that were given another's.
 */
final class LegWorld {
  private static final String CALL = "v3:leg";
  private static final List<String> FILES = List.of("https://a", "https://b", "");

  /** How webhooks travel, and who sends. */
  record Weather(int usualDelay, int oddDelay, int lostPercent, boolean others, int settle) {}

  private final Random random;
  private final Weather weather;
  private final boolean speechHasIds;
  private final boolean eventsHaveTimes;
  private final boolean promptsHaveEvents;
  private final PriorityQueue<Task> tasks =
      new PriorityQueue<>(Comparator.comparing(Task::at).thenComparing(Task::number));
  private final List<Stored> log = new ArrayList<>();
  private final Set<String> storedIds = new HashSet<>();
  private final SentCommands sent = new SentCommands(() -> log.size());
  private final List<Waiting> waits = new ArrayList<>();
  private final Deque<Piece> queue = new ArrayDeque<>();
  private final Set<String> executed = new HashSet<>();
  private final Set<String> prompts = new HashSet<>();
  private final List<String> story = new ArrayList<>();
  private @Nullable Piece playing;
  private @Nullable Gather gather;
  private boolean hungUp;
  private long now;
  private int made;

  LegWorld(long seed, Weather weather) {
    this.random = new Random(seed);
    this.weather = weather;
    speechHasIds = random.nextInt(4) > 0;
    eventsHaveTimes = random.nextInt(8) > 0;
    promptsHaveEvents = random.nextInt(3) == 0;
    int commands = 1 + random.nextInt(6);
    int span = random.nextBoolean() ? 500 : 20_000;
    for (int i = 0; i < commands; i++) {
      boolean other = weather.others() && random.nextInt(3) == 0;
      after(random.nextInt(span), () -> send(other));
    }
    if (random.nextInt(4) == 0) {
      after(random.nextInt(30_000), this::hangUp);
    }
  }

  /** Runs to the end; returns what was reported wrongly. */
  List<String> run() {
    while (!tasks.isEmpty()) {
      Task task = tasks.remove();
      now = task.at();
      task.what().run();
    }
    List<String> wrong = new ArrayList<>();
    waits.forEach(wait -> wrong.addAll(wait.wrong));
    return wrong;
  }

  /** All that happened, to see why something was reported. */
  List<String> story() {
    return story;
  }

  /** How many waits reported an end. */
  long ended() {
    return waits.stream().filter(wait -> wait.reported.contains("Ended")).count();
  }

  /** How many waits there were. */
  int waits() {
    return waits.size();
  }

  private void send(boolean other) {
    String id = "command-" + made++;
    Message request = request(id, other);
    if (other) {
      after(random.nextInt(100), () -> execute(id, request));
      return;
    }
    attempt(id, request, random.nextInt(3) > 0);
  }

  private void attempt(String id, Message request, boolean waited) {
    SentCommands.Sent command = sent.begin(request, id).orElseThrow();
    story.add(now + " begun: " + id);
    int arrives = random.nextInt(150);
    int answered = arrives + random.nextInt(150);
    int fate = random.nextInt(20);
    if (fate == 0) {
      after(answered, command::withoutEffect);
    } else if (fate == 1) {
      after(answered, command::unknown);
      if (random.nextBoolean()) {
        after(random.nextInt(3_000), () -> execute(id, request));
      }
      if (random.nextBoolean()) {
        after(answered + random.nextInt(3_000), () -> attempt(id, request, waited));
      }
    } else {
      after(arrives, () -> execute(id, request));
      after(
          answered,
          () -> {
            command.accepted();
            if (waited && !(request instanceof StopPlaybackRequest) && !isGather(request)) {
              waits.add(new Waiting(command, id));
            }
          });
    }
  }

  private Message request(String id, boolean other) {
    int kind = random.nextInt(other ? 16 : 20);
    TargetLegs legs =
        random.nextInt(10) == 0 ? TargetLegs.TARGET_LEGS_BOTH : TargetLegs.TARGET_LEGS_SELF;
    StopScope stop =
        random.nextInt(12) == 0 && !other
            ? StopScope.STOP_SCOPE_ALL
            : StopScope.STOP_SCOPE_UNSPECIFIED;
    if (kind < 10) {
      return SpeakRequest.newBuilder().setCallControlId(CALL).setPayload(id).setStop(stop).build();
    } else if (kind < 16) {
      StartPlaybackRequest.Builder play =
          StartPlaybackRequest.newBuilder().setCallControlId(CALL).setStop(stop);
      play.setOverlay(legs == TargetLegs.TARGET_LEGS_BOTH && !other);
      String file = FILES.get(random.nextInt(FILES.size()));
      return (file.isEmpty() ? play : play.setAudioUrl(file)).build();
    } else if (kind < 18) {
      return StopPlaybackRequest.newBuilder()
          .setCallControlId(CALL)
          .setStop(random.nextBoolean() ? StopScope.STOP_SCOPE_ALL : StopScope.STOP_SCOPE_CURRENT)
          .build();
    }
    return GatherUsingSpeakRequest.newBuilder().setCallControlId(CALL).build();
  }

  private static boolean isGather(Message request) {
    return request instanceof GatherUsingSpeakRequest;
  }

  /** The vendor ignores repeats, and commands on a call that has ended. */
  private void execute(String id, Message request) {
    if (hungUp || !executed.add(id)) {
      return;
    }
    story.add(now + " executed: " + id + " " + request.getClass().getSimpleName());
    if (request instanceof StopPlaybackRequest stop) {
      stop(stop.getStop() == StopScope.STOP_SCOPE_ALL);
    } else if (request instanceof SpeakRequest speak) {
      if (speak.getStop() == StopScope.STOP_SCOPE_ALL) {
        stop(true);
      }
      queue.add(new Piece(id, Sound.SPEECH, length(), true, false));
    } else if (request instanceof StartPlaybackRequest play) {
      if (play.getStop() == StopScope.STOP_SCOPE_ALL) {
        stop(true);
      }
      boolean missing = random.nextInt(8) == 0;
      // Nothing shows that the vendor is still looking for a file.
      boolean instant = missing ? weather.others() : random.nextInt(6) == 0;
      Piece piece =
          new Piece(
              id, Sound.playback(play.getAudioUrl(), ""), instant ? 0 : length(), true, missing);
      if (play.getOverlay()) {
        started(piece);
        after(piece.length(), () -> ended(piece, "completed"));
      } else {
        queue.add(piece);
      }
    } else if (gather == null) {
      prompts.add(id);
      Gather begun =
          new Gather(id, new Piece(id, Sound.SPEECH, length(), promptsHaveEvents, false));
      gather = begun;
      queue.add(begun.prompt());
      after(begun.prompt().length() + random.nextInt(4_000), () -> endGather(begun, "valid"));
    }
    playNext();
  }

  private int length() {
    return 1 + random.nextInt(random.nextBoolean() ? 300 : 6_000);
  }

  private void playNext() {
    Piece next = queue.peek();
    if (playing != null || next == null) {
      return;
    }
    queue.remove();
    playing = next;
    started(next);
    after(
        next.length(),
        () -> {
          if (Objects.equals(playing, next)) {
            playing = null;
            ended(next, next.missing() ? "file_not_found" : "completed");
            playNext();
          }
        });
  }

  private void stop(boolean all) {
    if (all) {
      queue.clear();
    }
    Piece stopped = playing;
    if (stopped != null) {
      playing = null;
      ended(stopped, stopped.sound().equals(Sound.SPEECH) ? "completed" : "cancelled");
    }
    playNext();
  }

  private void endGather(Gather ended, String status) {
    if (!Objects.equals(gather, ended)) {
      return;
    }
    gather = null;
    queue.remove(ended.prompt());
    if (Objects.equals(playing, ended.prompt())) {
      playing = null;
      ended(ended.prompt(), "completed");
    }
    emit(
        ended.id(),
        event("call.gather.ended")
            .setCallGatherEnded(CallGatherEnded.newBuilder().setStatus(status)));
    playNext();
  }

  private void hangUp() {
    hungUp = true;
    queue.clear();
    Piece cut = playing;
    playing = null;
    if (cut != null) {
      ended(cut, "call_hangup");
    }
    if (gather != null) {
      endGather(gather, "call_hangup");
    }
    emit(
        "",
        event("call.hangup")
            .setCallHangup(CallHangup.newBuilder().setHangupCause("normal_clearing")));
  }

  private void started(Piece piece) {
    if (!piece.hasEvents() || piece.missing()) {
      return;
    }
    if (piece.sound().equals(Sound.SPEECH)) {
      CallSpeakStarted.Builder started = CallSpeakStarted.newBuilder();
      if (speechHasIds) {
        started.setSpeakId(piece.id());
      }
      emit(piece.id(), event("call.speak.started").setCallSpeakStarted(started));
    } else {
      CallPlaybackStarted.Builder started = CallPlaybackStarted.newBuilder();
      if (piece.sound().namesMedia()) {
        started.setMediaUrl(piece.sound().media().substring("url ".length()));
      }
      emit(piece.id(), event("call.playback.started").setCallPlaybackStarted(started));
    }
  }

  private void ended(Piece piece, String status) {
    if (!piece.hasEvents()) {
      return;
    }
    if (piece.sound().equals(Sound.SPEECH)) {
      CallSpeakEnded.Builder ended = CallSpeakEnded.newBuilder().setStatus(status);
      if (speechHasIds) {
        ended.setSpeakId(piece.id());
      }
      emit(piece.id(), event("call.speak.ended").setCallSpeakEnded(ended));
    } else {
      CallPlaybackEnded.Builder ended = CallPlaybackEnded.newBuilder().setStatus(status);
      if (piece.sound().namesMedia()) {
        ended.setMediaUrl(piece.sound().media().substring("url ".length()));
      }
      emit(piece.id(), event("call.playback.ended").setCallPlaybackEnded(ended));
    }
  }

  private Event.Builder event(String type) {
    Event.Builder event =
        Event.newBuilder().setId("event-" + made++).setEventType(type).setCallControlId(CALL);
    if (eventsHaveTimes) {
      event.setOccurredAt(
          Timestamp.newBuilder().setSeconds(now / 1_000).setNanos((int) (now % 1_000) * 1_000_000));
    }
    return event;
  }

  /** Delivers it some time later, and perhaps once more, or never. */
  private void emit(String owner, Event.Builder event) {
    Event complete = event.build();
    if (prompts.contains(owner)) { // no more is promised of what the vendor does not document
      store(owner, complete);
      return;
    }
    for (int times = random.nextInt(10) == 0 ? 2 : 1; times > 0; times--) {
      if (random.nextInt(100) >= weather.lostPercent()) {
        int most = random.nextInt(8) == 0 ? weather.oddDelay() : weather.usualDelay();
        after(random.nextInt(most + 1), () -> store(owner, complete));
      }
    }
  }

  private void store(String owner, Event event) {
    if (storedIds.add(event.getId())) {
      LegEvent heard = LegEvent.of(log.size() + 1L, event).orElseThrow();
      log.add(new Stored(owner, heard));
      story.add(now + " stored, of " + owner + ": " + heard);
      List.copyOf(waits).forEach(wait -> wait.heard(heard));
    }
  }

  private void after(int delay, Runnable what) {
    tasks.add(new Task(now + delay, made++, what));
  }

  private record Task(long at, int number, Runnable what) {}

  private record Stored(String owner, LegEvent event) {}

  private record Piece(String id, Sound sound, int length, boolean hasEvents, boolean missing) {}

  private record Gather(String id, Piece prompt) {}

  /** A wait, as its stream runs it. */
  private final class Waiting {
    private final SentCommands.Sent command;
    private final String id;
    private final Wait wait;
    private final List<String> reported = new ArrayList<>();
    private final List<String> wrong = new ArrayList<>();
    private @Nullable LegEvent holding;

    Waiting(SentCommands.Sent command, String id) {
      this.command = command;
      this.id = id;
      this.wait = new Wait(command.order(), weather.settle() > 0);
      wait.remember(
          log.stream()
              .map(Stored::event)
              .filter(event -> event.position() <= command.head())
              .toList());
      command.leg().onChanged(() -> report(wait.conclude(command.leg())));
      log.stream()
          .map(Stored::event)
          .filter(event -> event.position() > command.head())
          .forEach(this::heard);
    }

    void heard(LegEvent event) {
      report(wait.heard(event, command.leg()));
    }

    private void report(List<Step> steps) {
      for (Step step : steps) {
        reported.add(step.getClass().getSimpleName());
        if (step instanceof Step.Started started) {
          check(started.event(), step);
        } else if (step instanceof Step.Ended ended) {
          check(ended.event(), step);
        }
      }
      LegEvent end = wait.held();
      if (weather.settle() > 0 && end != null && !end.equals(holding)) {
        holding = end;
        after(
            weather.settle(),
            () -> {
              if (end.equals(wait.held())) {
                report(wait.settled());
              }
            });
      }
    }

    private void check(LegEvent event, Step step) {
      String owner = log.get((int) event.position() - 1).owner();
      if (!owner.equals(id)) {
        wrong.add(id + " was given that of " + owner + ": " + step);
      }
    }
  }
}
