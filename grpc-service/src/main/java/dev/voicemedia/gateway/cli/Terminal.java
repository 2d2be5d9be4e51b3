package dev.voicemedia.gateway.cli;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Whether a person reads what is printed. */
final class Terminal {
  private Terminal() {}

  /**
   * Before Java 22 a process has a console only on a terminal; since then the console must tell.
   */
  @SuppressWarnings("SystemConsoleNull")
  static boolean isStdout() {
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
