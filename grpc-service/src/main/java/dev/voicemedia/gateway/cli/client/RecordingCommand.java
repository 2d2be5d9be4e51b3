package dev.voicemedia.gateway.cli.client;

import picocli.CommandLine.Command;

/** Commands that look up recordings. */
@Command(
    name = "recording",
    description = "Looks up recordings at Telnyx, with links that work now.",
    subcommands = {RecordingLinkCommand.class, RecordingListCommand.class})
public final class RecordingCommand {
  private RecordingCommand() {}
}
