package dev.voicemedia.gateway.kafka;

/**
 * A setting of a topic that is not as a log needs it.
 *
 * @param failure whether the topic is no log as it is; else it is one that is less safe
 * @param text {@code setting: value, expected what}
 */
public record TopicFinding(boolean failure, String text) {
  static TopicFinding failure(String setting, Object value, String expected) {
    return new TopicFinding(true, text(setting, value, expected));
  }

  static TopicFinding warning(String setting, Object value, String expected) {
    return new TopicFinding(false, text(setting, value, expected));
  }

  private static String text(String setting, Object value, String expected) {
    return "%s: %s, expected %s".formatted(setting, value, expected);
  }
}
