package dev.voicemedia.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CidrTest {
  @ParameterizedTest
  @CsvSource({
    "10.0.0.0/8, 10.255.255.255, true",
    "10.0.0.0/8, 11.0.0.0, false",
    "192.0.2.128/25, 192.0.2.127, false",
    "192.0.2.128/25, 192.0.2.128, true",
    "192.0.2.1, 192.0.2.1, true",
    "192.0.2.1, 192.0.2.2, false",
    "0.0.0.0/0, 203.0.113.1, true",
    "0.0.0.0/0, 2001:db8::1, false",
    "2001:db8::/32, 2001:db8:ffff::1, true",
    "2001:db8::/32, 2001:db9::1, false",
    "10.0.0.0/8, ::ffff:10.1.1.1, true",
  })
  void aRangeContainsWhatHasItsPrefix(String range, String address, boolean contained)
      throws Exception {
    assertThat(Cidr.parse(range).contains(InetAddress.getByName(address))).isEqualTo(contained);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10.0.0.0/33",
        "10.0.0.1/8",
        "localhost",
        "10.0.0.0/",
        "10",
        "::1/129",
        "a/8",
        "::ffff:10.0.0.0/104"
      })
  void whatIsNoRangeIsRefusedWithoutLookingUpAName(String text) {
    assertThatThrownBy(() -> Cidr.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(text + ", expected");
  }

  @Test
  void aSourceIsAnAddressOrTheNetworkOfAnIpv6Address() {
    assertThat(Source.of(Cidr.address("192.0.2.1"))).hasToString("192.0.2.1");
    assertThat(Source.of(Cidr.address("2001:db8::1")))
        .isEqualTo(Source.of(Cidr.address("2001:db8::ffff:1")))
        .isNotEqualTo(Source.of(Cidr.address("2001:db8:0:1::1")));
  }
}
