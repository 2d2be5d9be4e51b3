package dev.voicemedia.gateway.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Command that prints a script of completions for a shell. */
@Command(
    name = "generate-completion",
    description = {
      "Prints completions of voicemedia for bash and zsh.",
      "Use: source <(voicemedia generate-completion)"
    })
final class CompletionCommand implements Callable<Integer> {
  @Spec CommandSpec command;

  private CompletionCommand() {}

  @Override
  public Integer call() {
    CommandSpec root = command.root();
    root.commandLine().getOut().print(AutoComplete.bash(root.name(), root.commandLine()));
    root.commandLine().getOut().flush();
    return 0;
  }
}
