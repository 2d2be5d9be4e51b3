package dev.voicemedia.gateway.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class VendorTextTest {
  private final VendorText text = new VendorText(new ApiKeys(new ApiKey("KEY-secret")));

  @Test
  void whatSteersATerminalOrALineBecomesASpace() {
    assertThat(text.clean("a\n\tb\u001b[2Jc\u009b2Jd\u202ee é 語")).isEqualTo("a b [2Jc 2Jd e é 語");
  }

  @Test
  void theApiKeyIsHidden() {
    assertThat(text.clean("bad key KEY-secret")).isEqualTo("bad key [hidden]");
  }
}
