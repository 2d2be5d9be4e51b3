package dev.voicemedia.openapi.drift;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;

/** One run of the command inside of the test's process. */
record CommandRun(int exitCode, String out, String err) {

  static CommandRun on(Path document, String... options) {
    return with(document.toString(), options);
  }

  static CommandRun with(String document, String... options) {
    String[] arguments = new String[options.length + 1];
    System.arraycopy(options, 0, arguments, 1, options.length);
    arguments[0] = document;
    return of(arguments);
  }

  static CommandRun of(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        DriftReport.command()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(arguments);
    return new CommandRun(exitCode, out.toString(), err.toString());
  }
}
