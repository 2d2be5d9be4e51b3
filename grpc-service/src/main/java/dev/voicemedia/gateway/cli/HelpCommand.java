package dev.voicemedia.gateway.cli;

import dev.voicemedia.gateway.cli.text.Suggestion;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Command that prints the help of another, such as {@code help record start}. */
@Command(name = "help", description = "Prints help: for the whole program, or for a command.")
final class HelpCommand implements Callable<Integer> {
  @Parameters(paramLabel = "COMMAND", arity = "0..*", description = "such as: record start")
  List<String> path = List.of();

  @Spec CommandSpec command;

  private HelpCommand() {}

  @Override
  public Integer call() {
    CommandLine asked = command.parent().commandLine();
    for (String name : path) {
      CommandLine next = asked.getSubcommands().get(name);
      if (next == null) {
        throw new ParameterException(
            command.commandLine(),
            "no command '" + name + "'" + Suggestion.text(name, asked.getSubcommands().keySet()));
      }
      asked = next;
    }
    asked.usage(command.commandLine().getOut());
    return 0;
  }
}
