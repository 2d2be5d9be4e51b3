package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.Descriptors.Descriptor;
import java.util.List;
import org.junit.jupiter.api.Test;

class FirstCallsTest {
  @Test
  void everyRuleOfEveryRequestCompiles() {
    List<Descriptor> requests = FirstCalls.requests();

    assertThatCode(() -> requests.forEach(FieldRules::compile)).doesNotThrowAnyException();
  }
}
