package dev.voicemedia.gateway.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.LoggerFactory;

/** What a class logs, on whatever level, until it is closed. */
public final class LoggedLines implements AutoCloseable {
  private final Logger logger;
  private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

  private LoggedLines(Logger logger) {
    this.logger = logger;
    appender.start();
    logger.setLevel(Level.TRACE);
    logger.addAppender(appender);
  }

  public static LoggedLines of(Class<?> source) {
    return new LoggedLines((Logger) LoggerFactory.getLogger(source));
  }

  /** Of a logger that is no class's. */
  public static LoggedLines of(String logger) {
    return new LoggedLines((Logger) LoggerFactory.getLogger(logger));
  }

  public List<String> lines() {
    return appender.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
  }

  /** Fields beside the message, line by line. */
  public List<Map<String, String>> fields() {
    return appender.list.stream()
        .map(
            event ->
                Stream.ofNullable(event.getKeyValuePairs())
                    .flatMap(List::stream)
                    .collect(
                        Collectors.toMap(pair -> pair.key, pair -> String.valueOf(pair.value))))
        .toList();
  }

  public List<String> levels() {
    return appender.list.stream().map(event -> event.getLevel().toString()).toList();
  }

  @Override
  public void close() {
    logger.detachAppender(appender);
    logger.setLevel(null);
  }
}
