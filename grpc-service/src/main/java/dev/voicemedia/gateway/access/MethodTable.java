package dev.voicemedia.gateway.access;

import static java.util.Map.entry;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The table of methods: what each one needs. A method that is not listed is denied to everyone, so
 * that a new one is nobody's until it has been given a scope here.
 */
public final class MethodTable {
  /** Of the console, which reads it by HTTP: no method of the contract. */
  public static final String CONSOLE_STATS = "voicemedia.console/Stats";

  public static final String CONSOLE_COMMANDS = "voicemedia.console/Commands";

  private static final String ACTIONS = "voicemedia.v1.MediaActionsService/";
  private static final String CONTROL = "voicemedia.v1.CallControlService/";
  private static final String EVENTS = "voicemedia.v1.WebhookEventsService/";
  private static final String CALLS = "voicemedia.v1.CallsService/";
  private static final String RECORDINGS = "voicemedia.v1.RecordingsService/";
  private static final String OPERATIONS = "voicemedia.v1.OperationsService/";
  private static final String HEALTH = "grpc.health.v1.Health/";

  private static final Need.Scoped ACT = new Need.Scoped(Scope.ACTIONS, Use.COMMAND);
  private static final Need.Scoped WAIT = new Need.Scoped(Scope.ACTIONS, Use.WAITED_COMMAND);
  private static final Need.Scoped STEER = new Need.Scoped(Scope.CONTROL, Use.COMMAND);
  private static final Need.Scoped FOLLOW = new Need.Scoped(Scope.EVENTS, Use.STREAM);
  private static final Need.Scoped READ = new Need.Scoped(Scope.EVENTS, Use.QUERY);

  private static final Need.Scoped WATCH = new Need.Scoped(Scope.OPERATE, Use.QUERY);

  private static final Map<String, Need> NEEDS =
      Map.ofEntries(
          entry(ACTIONS + "StartPlayback", ACT),
          entry(ACTIONS + "StopPlayback", ACT),
          entry(ACTIONS + "StartRecording", ACT),
          entry(ACTIONS + "StopRecording", ACT),
          entry(ACTIONS + "PauseRecording", ACT),
          entry(ACTIONS + "ResumeRecording", ACT),
          entry(ACTIONS + "Speak", ACT),
          entry(ACTIONS + "SpeakAndWait", WAIT),
          entry(ACTIONS + "PlayAndWait", WAIT),
          entry(CONTROL + "Answer", STEER),
          entry(CONTROL + "Hangup", STEER),
          entry(CONTROL + "Reject", STEER),
          entry(CONTROL + "UpdateClientState", STEER),
          entry(CONTROL + "SendDtmf", STEER),
          entry(CONTROL + "Gather", STEER),
          entry(CONTROL + "GatherUsingSpeak", STEER),
          entry(CONTROL + "GatherUsingAudio", STEER),
          entry(CONTROL + "StopGather", STEER),
          entry(CONTROL + "Dial", new Need.Scoped(Scope.DIAL, Use.COMMAND)),
          entry(CONTROL + "SendCommand", new Need.Scoped(Scope.COMMANDS, Use.COMMAND)),
          entry(EVENTS + "Subscribe", FOLLOW),
          entry(EVENTS + "ListEvents", READ),
          entry(EVENTS + "GetEvent", READ),
          entry(EVENTS + "ListPublicKeys", READ),
          entry(CALLS + "GetCall", READ),
          entry(CALLS + "WatchCall", FOLLOW),
          entry(RECORDINGS + "GetRecordingLink", READ),
          entry(RECORDINGS + "ListRecordings", READ),
          entry(OPERATIONS + "RecoverEvents", new Need.Scoped(Scope.OPERATE, Use.COMMAND)),
          entry(CONSOLE_STATS, WATCH),
          entry(CONSOLE_COMMANDS, WATCH),
          entry(HEALTH + "Check", new Need.Health()),
          entry(HEALTH + "Watch", new Need.Health()),
          entry(HEALTH + "List", new Need.Health()),
          entry("grpc.reflection.v1.ServerReflection/ServerReflectionInfo", new Need.Reflection()),
          entry(
              "grpc.reflection.v1alpha.ServerReflection/ServerReflectionInfo",
              new Need.Reflection()));

  private MethodTable() {}

  /**
   * What a method needs; empty if it is not listed.
   *
   * @param method full name, such as {@code voicemedia.v1.MediaActionsService/Speak}
   */
  public static Optional<Need> needOf(String method) {
    return Optional.ofNullable(NEEDS.get(method));
  }

  /** Whether a method makes a new call. */
  public static boolean dials(String method) {
    return NEEDS.get(method) instanceof Need.Scoped scoped && scoped.scope() == Scope.DIAL;
  }

  /** What a method uses of its caller's quotas. */
  public static Use useOf(String method) {
    return NEEDS.get(method) instanceof Need.Scoped scoped ? scoped.use() : Use.QUERY;
  }

  /** Full names of all methods that are listed. */
  public static Set<String> methods() {
    return NEEDS.keySet();
  }

  /** What a method needs. */
  public sealed interface Need {
    /** A caller that is allowed this scope, or the method itself. */
    record Scoped(Scope scope, Use use) implements Need {}

    /** Whatever the access file says of health. */
    record Health() implements Need {}

    /** Whatever the access file says of reflection. */
    record Reflection() implements Need {}
  }

  /** What of a caller's quotas a method uses. */
  public enum Use {
    /** The rate of actions, and a place among those under way. */
    COMMAND,
    /** The rate of actions, and a stream, or a place as above if streams are not limited. */
    WAITED_COMMAND,
    /** A stream. */
    STREAM,
    /** None. */
    QUERY;

    /** Whether it sends a command, whose errors say what became of it. */
    public boolean isCommand() {
      return this == COMMAND || this == WAITED_COMMAND;
    }
  }
}
