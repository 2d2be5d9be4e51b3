package dev.voicemedia.gateway.cli.server;

import dev.voicemedia.gateway.access.Cidr;
import dev.voicemedia.gateway.access.PublicPort;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Settings of where webhooks may come from, and how many are verified. */
final class PublicPortOptions {
  private static final Pattern RATE = Pattern.compile("([1-9][0-9]{0,7})/s");

  @Option(
      names = "--webhook-allow",
      paramLabel = "RANGE[,RANGE]",
      defaultValue = "${env:VOICEMEDIA_WEBHOOK_ALLOW}",
      description =
          "addresses that webhooks may come from, such as 192.76.120.0/22"
              + " [VOICEMEDIA_WEBHOOK_ALLOW] (default: all)")
  String allowed = "";

  @Option(
      names = "--trusted-proxy",
      paramLabel = "RANGE[,RANGE]",
      defaultValue = "${env:VOICEMEDIA_TRUSTED_PROXY}",
      description =
          "addresses of proxies whose X-Forwarded-For says where a webhook comes from"
              + " [VOICEMEDIA_TRUSTED_PROXY] (default: none)")
  String trustedProxies = "";

  @Option(
      names = "--webhook-verify-limit",
      paramLabel = "COUNT/s",
      defaultValue = "${env:VOICEMEDIA_WEBHOOK_VERIFY_LIMIT}",
      description =
          "signatures that are checked in a second, at most a quarter of them for sources whose"
              + " signatures have failed [VOICEMEDIA_WEBHOOK_VERIFY_LIMIT] (default: 10000/s for"
              + " each processor)")
  String verifyLimit = "";

  /**
   * @throws ConfigException naming the setting that is wrong
   */
  PublicPort toSettings() throws ConfigException {
    return new PublicPort(
        ranges("--webhook-allow", allowed),
        ranges("--trusted-proxy", trustedProxies),
        verificationsPerSecond());
  }

  private int verificationsPerSecond() throws ConfigException {
    if (verifyLimit.isBlank()) {
      return PublicPort.DEFAULTS.verificationsPerSecond();
    }
    Matcher rate = RATE.matcher(verifyLimit);
    int perSecond = rate.matches() ? Integer.parseInt(rate.group(1)) : 0;
    if (perSecond < PublicPort.LEAST) {
      throw new ConfigException(
          "--webhook-verify-limit: " + verifyLimit + ", expected 4/s or more, such as 1000/s");
    }
    return perSecond;
  }

  private static List<Cidr> ranges(String option, String commaSeparated) throws ConfigException {
    List<Cidr> ranges = new ArrayList<>();
    for (String range : commaSeparated.isBlank() ? new String[0] : commaSeparated.split(",", -1)) {
      try {
        ranges.add(Cidr.parse(range.strip()));
      } catch (IllegalArgumentException e) {
        throw new ConfigException(option + ": " + e.getMessage());
      }
    }
    return ranges;
  }
}
