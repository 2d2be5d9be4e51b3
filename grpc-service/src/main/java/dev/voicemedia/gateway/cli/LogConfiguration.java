package dev.voicemedia.gateway.cli;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.Configurator;
import ch.qos.logback.classic.spi.ConfiguratorRank;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import ch.qos.logback.core.spi.ContextAwareBase;
import dev.voicemedia.gateway.cli.settings.SettingNames;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;

/**
 * Form, level and place of what is logged. In code, since to read it from an XML file takes an
 * eighth of a start; logback finds it as a service. A file takes its place that {@code
 * -Dlogback.configurationFile} names, or that is {@code logback-test.xml} on the class path.
 */
@ConfiguratorRank(ConfiguratorRank.CUSTOM_NORMAL_PRIORITY)
public final class LogConfiguration extends ContextAwareBase implements Configurator {
  private static final String FILE = "logback.configurationFile";
  private static final String TEST_FILE = "logback-test.xml";
  private static final String PATTERN =
      "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX, UTC} %-5level %logger{0} - %msg %kvp%n";

  /**
   * Warnings of the libraries that talk to strangers hold what those sent, as often as they like;
   * Kafka's clients would say every second that no broker can be reached.
   */
  private static final List<String> ERRORS_ONLY =
      List.of("org.eclipse.jetty", "io.grpc", "com.networknt", "org.apache.kafka");

  @Override
  public ExecutionStatus configure(LoggerContext context) {
    if (System.getProperty(FILE) != null
        || LogConfiguration.class.getClassLoader().getResource(TEST_FILE) != null) {
      return ExecutionStatus.INVOKE_NEXT_IF_ANY;
    }
    ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
    appender.setContext(context);
    appender.setName("stderr");
    appender.setTarget("System.err");
    appender.setEncoder("json".equals(setting(SettingNames.LOG_FORMAT)) ? json() : text(context));
    appender.start();
    ERRORS_ONLY.forEach(library -> context.getLogger(library).setLevel(Level.ERROR));
    ch.qos.logback.classic.Logger root = context.getLogger(Logger.ROOT_LOGGER_NAME);
    root.setLevel(Level.toLevel(setting(SettingNames.LOG_LEVEL), Level.INFO));
    root.addAppender(appender);
    return ExecutionStatus.DO_NOT_INVOKE_NEXT_IF_ANY;
  }

  private static Encoder<ILoggingEvent> text(LoggerContext context) {
    PatternLayoutEncoder text = new PatternLayoutEncoder();
    text.setContext(context);
    text.setPattern(PATTERN);
    text.start();
    return text;
  }

  private static Encoder<ILoggingEvent> json() {
    JsonEncoder json = new JsonEncoder();
    json.setWithSequenceNumber(false);
    json.setWithNanoseconds(false);
    json.setWithContext(false);
    json.setWithMessage(false);
    json.setWithFormattedMessage(true);
    json.setWithArguments(false);
    json.setWithMDC(false);
    json.start();
    return json;
  }

  /** What {@link Main} has found out, or else the environment. */
  private static @Nullable String setting(String name) {
    return System.getProperty(name, System.getenv(name));
  }
}
