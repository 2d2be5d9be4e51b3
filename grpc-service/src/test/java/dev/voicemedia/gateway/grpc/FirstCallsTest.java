package dev.voicemedia.gateway.grpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import com.google.protobuf.Descriptors.Descriptor;
import com.google.protobuf.Descriptors.MethodDescriptor;
import dev.voicemedia.gateway.access.MethodTable;
import io.grpc.ServiceDescriptor;
import io.grpc.protobuf.ProtoServiceDescriptorSupplier;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class FirstCallsTest {
  private static final String CONTRACT = "voicemedia.v1.";

  @Test
  void everyRuleOfEveryRequestCompiles() {
    List<Descriptor> requests = FirstCalls.requests();

    assertThatCode(() -> requests.forEach(FieldRules::compile)).doesNotThrowAnyException();
  }

  /** By the table of methods, which another test holds to what a gateway serves. */
  @Test
  void noServiceOfTheContractIsLeftOut() throws Exception {
    Set<String> expected = new TreeSet<>();
    for (String method : MethodTable.methods()) {
      if (method.startsWith(CONTRACT)) {
        expected.addAll(requestsOf(method.substring(CONTRACT.length(), method.lastIndexOf('/'))));
      }
    }

    assertThat(expected).contains("voicemedia.v1.SpeakRequest");
    assertThat(FirstCalls.requests())
        .extracting(Descriptor::getFullName)
        .containsExactlyInAnyOrderElementsOf(expected);
  }

  /** Of all methods that were generated for a service. */
  private static List<String> requestsOf(String service) throws ReflectiveOperationException {
    ServiceDescriptor generated =
        (ServiceDescriptor)
            Class.forName("dev.voicemedia.v1." + service + "Grpc")
                .getMethod("getServiceDescriptor")
                .invoke(null);
    return ((ProtoServiceDescriptorSupplier) generated.getSchemaDescriptor())
        .getServiceDescriptor().getMethods().stream()
            .map(MethodDescriptor::getInputType)
            .map(Descriptor::getFullName)
            .toList();
  }
}
