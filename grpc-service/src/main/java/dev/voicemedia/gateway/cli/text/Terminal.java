package dev.voicemedia.gateway.cli.text;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Knows whether standard output is a terminal, so that a person reads it. */
public final class Terminal {
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
}
