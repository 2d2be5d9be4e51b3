package dev.voicemedia.gateway.cli.log;

import picocli.CommandLine.Command;

/** Commands for the topic of a log on Kafka. */
@Command(
    name = "topic",
    description =
        "Creates or checks the topic of a log on Kafka, or erases a call from it; gateways may"
            + " run.",
    subcommands = {
      LogTopicCreateCommand.class,
      LogTopicCheckCommand.class,
      LogTopicEraseCommand.class
    })
final class LogTopicCommand {
  private LogTopicCommand() {}
}
