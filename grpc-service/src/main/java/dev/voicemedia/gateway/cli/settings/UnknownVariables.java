package dev.voicemedia.gateway.cli.settings;

import dev.voicemedia.gateway.cli.text.Suggestion;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/** Variables of the environment that look like settings and are none. */
public final class UnknownVariables {
  /** What the launcher reads. */
  private static final Set<String> OF_THE_LAUNCHER =
      Set.of("VOICEMEDIA_CLASS_DATA", "VOICEMEDIA_JAVA_OPTS");

  /** What Kubernetes sets for services in the pod's namespace, unless enableServiceLinks is off. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(
          "VOICEMEDIA(_[A-Z0-9]+)*_"
              + "(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP)(_(PROTO|PORT|ADDR))?)?)");

  private UnknownVariables() {}

  /** A line for each, with the nearest setting if there is one. */
  public static List<String> in(Map<String, String> environment, Set<String> known) {
    return environment.keySet().stream()
        .filter(name -> name.startsWith("VOICEMEDIA_"))
        .filter(name -> !known.contains(name) && !OF_THE_LAUNCHER.contains(name))
        .filter(name -> !SERVICE_LINK.matcher(name).matches())
        .filter(name -> !KafkaOptions.isClientSetting(name))
        .sorted()
        .map(
            name ->
                name
                    + ": no such setting"
                    + Suggestion.of(name, known).map(near -> ", expected " + near).orElse(""))
        .toList();
  }
}
