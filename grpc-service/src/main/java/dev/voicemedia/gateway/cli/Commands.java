package dev.voicemedia.gateway.cli;

import dev.voicemedia.gateway.cli.client.AnswerCommand;
import dev.voicemedia.gateway.cli.client.CallCommand;
import dev.voicemedia.gateway.cli.client.DialCommand;
import dev.voicemedia.gateway.cli.client.DtmfCommand;
import dev.voicemedia.gateway.cli.client.EventsCommand;
import dev.voicemedia.gateway.cli.client.GatherCommand;
import dev.voicemedia.gateway.cli.client.HangupCommand;
import dev.voicemedia.gateway.cli.client.KeysCommand;
import dev.voicemedia.gateway.cli.client.PlayCommand;
import dev.voicemedia.gateway.cli.client.RecordCommand;
import dev.voicemedia.gateway.cli.client.RecordingCommand;
import dev.voicemedia.gateway.cli.client.RecoverCommand;
import dev.voicemedia.gateway.cli.client.RejectCommand;
import dev.voicemedia.gateway.cli.client.SpeakCommand;
import dev.voicemedia.gateway.cli.client.StopGatherCommand;
import dev.voicemedia.gateway.cli.client.StopPlayCommand;
import dev.voicemedia.gateway.cli.log.LogCommand;
import dev.voicemedia.gateway.cli.server.AccessCommand;
import dev.voicemedia.gateway.cli.server.ConfigCommand;
import dev.voicemedia.gateway.cli.server.DevCommand;
import dev.voicemedia.gateway.cli.server.DoctorCommand;
import dev.voicemedia.gateway.cli.server.ServeCommand;
import dev.voicemedia.gateway.cli.server.TrainCommand;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/** The commands, in the order in which {@code --help} lists them. */
final class Commands {
  /** These know nothing of other commands. */
  private static final List<Class<?>> ALONE =
      List.of(
          ServeCommand.class,
          DevCommand.class,
          DialCommand.class,
          AnswerCommand.class,
          RejectCommand.class,
          HangupCommand.class,
          PlayCommand.class,
          StopPlayCommand.class,
          SpeakCommand.class,
          RecordCommand.class,
          GatherCommand.class,
          StopGatherCommand.class,
          DtmfCommand.class,
          CallCommand.class,
          RecordingCommand.class,
          EventsCommand.class,
          KeysCommand.class,
          RecoverCommand.class);

  private static final List<Class<?>> OTHERS =
      List.of(
          LogCommand.class,
          AccessCommand.class,
          ConfigCommand.class,
          DoctorCommand.class,
          TrainCommand.class,
          HelpCommand.class,
          CompletionCommand.class);

  private Commands() {}

  /**
   * Adds the command that is called, or all where it may have to do with others: to build all of
   * them takes half of the time of a call.
   */
  static void addTo(CommandLine root, String... args) {
    List<Class<?>> called =
        ALONE.stream().filter(each -> args.length > 0 && args[0].equals(nameOf(each))).toList();
    Stream<Class<?>> needed =
        called.isEmpty() ? Stream.of(ALONE, OTHERS).flatMap(List::stream) : called.stream();
    needed.forEach(root::addSubcommand);
  }

  private static String nameOf(Class<?> command) {
    return command.getAnnotation(Command.class).name();
  }
}
