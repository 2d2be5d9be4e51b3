package dev.voicemedia.gateway.kafka;

import java.util.Map;

/**
 * A topic as its brokers describe it.
 *
 * @param id stays for as long as the topic exists, whatever it is called
 * @param replicas of the partition that has fewest
 * @param settings in effect, the brokers' defaults included
 */
public record TopicState(
    String name, String id, int partitions, int replicas, Map<String, String> settings) {
  public TopicState {
    settings = Map.copyOf(settings);
  }

  String setting(String name) {
    String value = settings.get(name);
    if (value == null) {
      throw new IllegalStateException(name + ": not described, expected a broker that knows it");
    }
    return value;
  }

  long number(String name) {
    return Long.parseLong(setting(name));
  }
}
