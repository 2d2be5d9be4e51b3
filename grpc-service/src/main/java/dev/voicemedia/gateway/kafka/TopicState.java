package dev.voicemedia.gateway.kafka;

import java.util.Map;

/**
 * A topic as its brokers describe it.
 *
 * @param replicas of the partition that has fewest
 * @param settings in effect, the brokers' defaults included
 */
record TopicState(int partitions, int replicas, Map<String, String> settings) {
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
