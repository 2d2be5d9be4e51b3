package dev.voicemedia.gateway.cli.log;

import dev.voicemedia.gateway.kafka.LogTopic;
import dev.voicemedia.gateway.kafka.TopicException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Command that checks the topic of a log on Kafka. */
@Command(
    name = "check",
    description =
        "Checks whether the topic has the settings that a log needs, and prints a line for each"
            + " that it has not.",
    exitCodeListHeading = "Exit codes:%n",
    exitCodeList = {
      "0:the topic can be a log; there may be warnings",
      "1:no broker can be reached, there is no such topic, or the brokers refuse to describe it",
      LogCommand.USAGE_TEXT,
      "3:the topic cannot be a log as it is"
    })
final class LogTopicCheckCommand implements Callable<Integer> {
  private static final int UNFIT = LogCommand.DAMAGED;

  @CommandLine.Spec private CommandLine.Model.CommandSpec spec;

  @Mixin TopicOptions topic;

  private LogTopicCheckCommand() {}

  @Override
  public Integer call() throws TopicException, InterruptedException {
    PrintWriter out = spec.commandLine().getOut();
    try (LogTopic log = topic.open(spec)) {
      if (!TopicOptions.print(out, log.check(topic.rules()))) {
        return UNFIT;
      }
    }
    out.println("the topic can be a log");
    out.flush();
    return CommandLine.ExitCode.OK;
  }
}
