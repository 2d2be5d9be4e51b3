package dev.voicemedia.openapi.drift;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.file.Path;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The drift report on a document with each of the changes. */
class SpecChangesTest {

  @TempDir private Path folder;

  @ParameterizedTest
  @MethodSource("dev.voicemedia.openapi.drift.SpecChange#all")
  void eachChangeIsReportedInASentence(SpecChange change) throws Exception {
    CommandRun run = CommandRun.on(change.changedDocument().writeJson(folder), "--json");

    assertThat(run.exitCode()).isEqualTo(1);
    assertThat(new JsonMapper().readTree(run.out()).findValuesAsText("message"))
        .isEqualTo(change.drift());
  }
}
