package dev.voicemedia.gateway.ingress;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.access.Cidr;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientAddressTest {
  private final ClientAddress addresses =
      new ClientAddress(List.of(Cidr.parse("10.0.0.0/8"), Cidr.parse("2001:db8::/32")));

  @ParameterizedTest(name = "{3}")
  @CsvSource(
      delimiter = '|',
      value = {
        "203.0.113.9 | 198.51.100.1            | 203.0.113.9  | nobody is trusted",
        "10.0.0.1    | 198.51.100.1            | 198.51.100.1 | a proxy",
        "2001:db8::1 | 198.51.100.1            | 198.51.100.1 | a proxy by IPv6",
        "10.0.0.1    | 198.51.100.1, 10.0.0.2  | 198.51.100.1 | two proxies",
        "10.0.0.1    | 1.1.1.1, 198.51.100.1   | 198.51.100.1 | a claim before a stranger",
        "10.0.0.1    | 198.51.100.1, 10.0.0.2, 203.0.113.9 | 203.0.113.9 | a stranger's proxies",
        "10.0.0.1    | ''                      | 10.0.0.1     | no header",
        "10.0.0.1    | unknown                 | 10.0.0.1     | a hidden address",
        "10.0.0.1    | localhost               | 10.0.0.1     | a name is not looked up",
        "10.0.0.1    | 198.51.100.1:443        | 10.0.0.1     | an address with a port",
        "10.0.0.1    | 198.51.100.1, 10.0.0.1, oops | 10.0.0.1 | nonsense at the end",
        "10.0.0.1    | 10.0.0.3, 10.0.0.2      | 10.0.0.3     | only proxies",
      })
  void theHeaderIsReadFromItsEndAsFarAsProxiesAreTrusted(
      String peer, String header, String expected, String name) throws Exception {
    List<String> forwarded =
        Arrays.stream(header.split(",", -1)).filter(each -> !each.isEmpty()).toList();

    assertThat(addresses.of(InetAddress.getByName(peer), forwarded))
        .isEqualTo(InetAddress.getByName(expected));
  }
}
