package dev.voicemedia.gateway.edge;

import static org.assertj.core.api.Assertions.assertThat;

import io.grpc.Status;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The table of the Connect protocol's specification. */
class ConnectCodeTest {
  @ParameterizedTest
  @CsvSource({
    "CANCELLED, canceled, 499",
    "UNKNOWN, unknown, 500",
    "INVALID_ARGUMENT, invalid_argument, 400",
    "DEADLINE_EXCEEDED, deadline_exceeded, 504",
    "NOT_FOUND, not_found, 404",
    "ALREADY_EXISTS, already_exists, 409",
    "PERMISSION_DENIED, permission_denied, 403",
    "RESOURCE_EXHAUSTED, resource_exhausted, 429",
    "FAILED_PRECONDITION, failed_precondition, 400",
    "ABORTED, aborted, 409",
    "OUT_OF_RANGE, out_of_range, 400",
    "UNIMPLEMENTED, unimplemented, 501",
    "INTERNAL, internal, 500",
    "UNAVAILABLE, unavailable, 503",
    "DATA_LOSS, data_loss, 500",
    "UNAUTHENTICATED, unauthenticated, 401",
  })
  void aCodeHasItsSpellingAndItsStatus(Status.Code code, String label, int status) {
    ConnectCode connect = ConnectCode.of(code);

    assertThat(connect.label()).isEqualTo(label);
    assertThat(connect.httpStatus()).isEqualTo(status);
  }

  @Test
  void everyCodeOfAnErrorHasOne() {
    assertThat(Arrays.stream(Status.Code.values()).filter(code -> code != Status.Code.OK))
        .allSatisfy(code -> assertThat(ConnectCode.of(code)).isNotNull())
        .hasSameSizeAs(ConnectCode.values());
  }
}
