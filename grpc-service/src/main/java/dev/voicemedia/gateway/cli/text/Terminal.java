package dev.voicemedia.gateway.cli.text;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What standard output is: whether a terminal, so that a person reads it, and how wide. */
public final class Terminal {
  private static final int UNKNOWN_WIDTH = 80;
  private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("[0-9]+ ([0-9]{1,5})");

  private Terminal() {}

  /** Before Java 22 a process has a console only on a terminal; since then it must be asked. */
  @SuppressWarnings("SystemConsoleNull")
  public static boolean isStdout() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (Boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }

  /** Columns of the terminal; 80 if that cannot be found out. */
  public static int width() {
    try {
      Process stty =
          new ProcessBuilder("stty", "size")
              .redirectInput(new File("/dev/tty"))
              .redirectErrorStream(true)
              .start();
      if (!stty.waitFor(1, TimeUnit.SECONDS)) {
        stty.destroyForcibly();
        return UNKNOWN_WIDTH;
      }
      return parseWidth(new String(stty.getInputStream().readAllBytes(), US_ASCII));
    } catch (IOException e) {
      return UNKNOWN_WIDTH; // no such command, or no terminal
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return UNKNOWN_WIDTH;
    }
  }

  /** The second of the two numbers, rows and columns, that {@code stty size} prints. */
  static int parseWidth(String size) {
    Matcher columns = ROWS_AND_COLUMNS.matcher(size.strip());
    int width = columns.matches() ? Integer.parseInt(columns.group(1)) : 0;
    return width > 0 ? width : UNKNOWN_WIDTH; // some terminals answer 0 0
  }
}
