package dev.voicemedia.gateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.voicemedia.gateway.access.AccessFileException;
import dev.voicemedia.gateway.cli.client.ContractValues;
import dev.voicemedia.gateway.cli.client.RpcException;
import dev.voicemedia.gateway.cli.server.ConfigException;
import dev.voicemedia.gateway.cli.settings.ConfigFile;
import dev.voicemedia.gateway.cli.settings.ConfigFileException;
import dev.voicemedia.gateway.cli.settings.DefaultValues;
import dev.voicemedia.gateway.cli.settings.SettingNames;
import dev.voicemedia.gateway.cli.text.ByteSize;
import dev.voicemedia.gateway.cli.text.DurationConverter;
import dev.voicemedia.gateway.cli.text.TimeText;
import dev.voicemedia.gateway.eventlog.EventLogException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.bridge.SLF4JBridgeHandler;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;
import picocli.CommandLine.ScopeType;

/** {@code java -jar voicemedia.jar}. */
@Command(
    name = "voicemedia",
    scope = ScopeType.INHERIT,
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "A gRPC gateway for Telnyx voice media actions and webhooks.")
public final class Main implements SettingNames.Program {
  /** Read by {@link #main} before the command line is parsed, since it has defaults for that. */
  @Option(
      names = "--config",
      scope = ScopeType.INHERIT,
      paramLabel = "FILE",
      defaultValue = "${env:VOICEMEDIA_CONFIG}",
      description = "YAML file with settings [VOICEMEDIA_CONFIG] (default: none)")
  String config = "";

  private Main() {}

  /** Exits with 0, with 1 on a failure, and with 2 on wrong input or configuration. */
  public static void main(String[] args) {
    keepCommonPool();
    spareManagementServer();
    // JSON is UTF-8, whatever the locale says.
    System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8));
    System.exit(run(args, System.getenv()));
  }

  private static int run(String[] args, Map<String, String> environment) {
    DefaultValues values;
    try {
      values = new DefaultValues(environment, configFile(args, environment));
    } catch (ConfigFileException wrong) {
      System.err.println("voicemedia: " + wrong.getMessage());
      return CommandLine.ExitCode.USAGE;
    }
    // Where LogConfiguration looks first.
    values
        .value(SettingNames.LOG_LEVEL)
        .ifPresent(level -> System.setProperty(SettingNames.LOG_LEVEL, level));
    System.setProperty(
        SettingNames.LOG_FORMAT,
        values
            .value(SettingNames.LOG_FORMAT)
            .filter(LogFormat::exists)
            .orElseGet(() -> LogFormat.ofCommand(args)));
    return commandLine(values, args).execute(args);
  }

  /** The file that a flag names, or else the environment. */
  static ConfigFile configFile(String[] args, Map<String, String> environment)
      throws ConfigFileException {
    String name = environment.getOrDefault(SettingNames.CONFIG, "");
    for (int i = 0; i < args.length && !args[i].equals("--"); i++) {
      if (args[i].startsWith("--config=")) {
        name = args[i].substring("--config=".length());
      } else if (args[i].equals("--config") && i + 1 < args.length) {
        name = args[i + 1];
      }
    }
    return name.isEmpty()
        ? ConfigFile.none()
        : ConfigFile.read(Path.of(name), SettingNames.of(commandLine()));
  }

  /**
   * With one or two processors there is no common pool, and Java's HTTP client, which completes
   * every answer there, starts a thread for each (seen on Java 17).
   */
  private static void keepCommonPool() {
    String parallelism = "java.util.concurrent.ForkJoinPool.common.parallelism";
    if (System.getProperty(parallelism) == null && Runtime.getRuntime().availableProcessors() < 3) {
      System.setProperty(parallelism, "2");
    }
  }

  /**
   * Jetty asks the JVM's management server how wide a reference is, to lay out its queues; to start
   * that server takes a tenth of a start. The answer is that for a heap of less than 32 GiB.
   */
  private static void spareManagementServer() {
    String references = "org.eclipse.jetty.util.referencesPerCacheLine";
    if (System.getProperty(references) == null) {
      System.setProperty(references, "16");
    }
  }

  @Override
  public CommandLine allCommands() {
    return commandLine();
  }

  /** Returns the whole command line, ready to be executed. */
  public static CommandLine commandLine() {
    return commandLine(new DefaultValues(System.getenv(), ConfigFile.none()));
  }

  /**
   * @param args to be executed: commands that have nothing to do with them may be missing
   */
  static CommandLine commandLine(DefaultValues values, String... args) {
    CommandLine commandLine = new CommandLine(new Main());
    Commands.addTo(commandLine, args);
    ContractValues.registerWith(commandLine);
    return commandLine
        .registerConverter(Duration.class, new DurationConverter())
        .registerConverter(Instant.class, new TimeText(Clock.systemUTC()))
        .registerConverter(ByteSize.class, ByteSize::parse)
        .setDefaultValueProvider(values)
        .setExecutionStrategy(parsed -> runWithLog(parsed, values))
        .setParameterExceptionHandler((wrong, words) -> complain(wrong.getCommandLine(), wrong))
        .setExecutionExceptionHandler((failure, command, result) -> complain(command, failure));
  }

  private static int runWithLog(ParseResult parsed, DefaultValues values) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    try {
      LogLevel.check(
          values
              .value(SettingNames.LOG_LEVEL)
              .map(level -> Map.of(SettingNames.LOG_LEVEL, level))
              .orElse(Map.of()));
      values.value(SettingNames.LOG_FORMAT).ifPresent(LogFormat::check);
    } catch (IllegalArgumentException wrong) {
      throw new ParameterException(
          parsed.commandSpec().commandLine(), String.valueOf(wrong.getMessage()), wrong);
    }
    logWhatLibrariesLog();
    return new RunLast().execute(parsed);
  }

  /** gRPC logs by java.util.logging, which would print past the format and the level. */
  private static void logWhatLibrariesLog() {
    if (!SLF4JBridgeHandler.isInstalled()) {
      SLF4JBridgeHandler.removeHandlersForRootLogger();
      SLF4JBridgeHandler.install();
    }
  }

  /** One line that says what is wrong; only a fault of our own shows its stack. */
  private static int complain(CommandLine command, Exception failure) {
    if (failure instanceof ParameterException wrong) {
      print(command, WrongInput.describe(wrong));
      return CommandLine.ExitCode.USAGE;
    } else if (failure instanceof ConfigException || failure instanceof AccessFileException) {
      print(command, failure.getMessage());
      return CommandLine.ExitCode.USAGE;
    } else if (failure instanceof EventLogException
        || failure instanceof IOException
        || failure instanceof RpcException) {
      print(command, failure.getMessage());
      return CommandLine.ExitCode.SOFTWARE;
    } else {
      failure.printStackTrace(command.getErr());
      return CommandLine.ExitCode.SOFTWARE;
    }
  }

  private static void print(CommandLine command, @Nullable String line) {
    command.getErr().println(command.getCommandSpec().qualifiedName() + ": " + line);
  }
}
