package dev.voicemedia.gateway.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.voicemedia.gateway.eventlog.EventLogException;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.RunLast;

/** {@code java -jar voicemedia.jar}. */
@Command(
    name = "voicemedia",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    sortOptions = false,
    description = "A gRPC gateway for Telnyx voice media actions and webhooks.",
    subcommands = {
      ServeCommand.class,
      DevCommand.class,
      PlayCommand.class,
      StopPlayCommand.class,
      SpeakCommand.class,
      RecordCommand.class,
      EventsCommand.class,
      LogCommand.class,
      TrainCommand.class,
    })
public final class Main implements Runnable {
  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  private Main() {}

  /** Exits with 0, with 1 on a failure, and with 2 on wrong input or configuration. */
  public static void main(String[] args) {
    keepCommonPool();
    // JSON is UTF-8, whatever the locale says.
    System.setOut(new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8));
    System.exit(commandLine().execute(args));
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

  static CommandLine commandLine() {
    CommandLine commandLine = new CommandLine(new Main());
    ContractValues.registerWith(commandLine);
    commandLine.registerConverter(Duration.class, TimeText::parse);
    return commandLine
        .setExecutionStrategy(Main::runWithLog)
        .setParameterExceptionHandler((wrong, args) -> complain(wrong.getCommandLine(), wrong))
        .setExecutionExceptionHandler((failure, command, result) -> complain(command, failure));
  }

  @Override
  public void run() {
    throw new ParameterException(spec.commandLine(), "a command is missing, see --help");
  }

  private static int runWithLog(ParseResult parsed) {
    Integer helped = CommandLine.executeHelpRequest(parsed);
    if (helped != null) {
      return helped;
    }
    try {
      LogLevel.check(System.getenv());
    } catch (ConfigException wrong) {
      throw new ParameterException(parsed.commandSpec().commandLine(), wrong.getMessage(), wrong);
    }
    return new RunLast().execute(parsed);
  }

  /** One line that says what is wrong; only a fault of our own shows its stack. */
  private static int complain(CommandLine command, Exception failure) {
    boolean expected =
        failure instanceof ParameterException
            || failure instanceof ConfigException
            || failure instanceof EventLogException
            || failure instanceof IOException
            || failure instanceof RpcException;
    if (expected) {
      command
          .getErr()
          .println(command.getCommandSpec().qualifiedName() + ": " + failure.getMessage());
    } else {
      failure.printStackTrace(command.getErr());
    }
    boolean wrongInput =
        failure instanceof ParameterException || failure instanceof ConfigException;
    return wrongInput ? CommandLine.ExitCode.USAGE : CommandLine.ExitCode.SOFTWARE;
  }
}
