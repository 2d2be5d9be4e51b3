package dev.voicemedia.gateway.cli.log;

import static org.assertj.core.api.Assertions.assertThat;

import dev.voicemedia.gateway.cli.Main;
import dev.voicemedia.gateway.kafka.KafkaBrokers;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** {@code log topic} against a broker. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogTopicIT {
  private KafkaBrokers brokers;
  private String out = "";
  private String err = "";

  @BeforeAll
  void start(@TempDir Path folder) throws Exception {
    brokers = KafkaBrokers.start(folder, 1);
  }

  @AfterAll
  void stop() {
    brokers.close();
  }

  @Test
  void whatCreateCreatesCanBeALog() {
    assertThat(run("create", "--kafka-topic=created", "--replicas=1")).isZero();
    assertThat(out.lines()).hasSize(2).first().isEqualTo("created");
    assertThat(out).contains("warning: replication.factor: 1, expected 3 or more");

    assertThat(run("check", "--kafka-topic=created")).isZero();
    assertThat(out.lines()).hasSize(2).last().isEqualTo("the topic can be a log");

    assertThat(run("check", "--kafka-topic=created", "--retention=30d")).isEqualTo(3);
    assertThat(out).contains("retention.ms: 950400000, expected at least 2937600000");
  }

  @Test
  void aTopicThatExistsIsNotTouched() throws Exception {
    create("defaults");

    assertThat(run("create", "--kafka-topic=defaults", "--replicas=1")).isEqualTo(1);
    assertThat(err).contains("topic defaults: exists, expected none of that name");

    assertThat(run("check", "--kafka-topic=defaults")).isEqualTo(3);
    assertThat(out)
        .contains(
            "partitions: 2, expected 1",
            "message.timestamp.type: CreateTime, expected LogAppendTime",
            "max.message.bytes: 1048588, expected at least",
            "retention.ms: 604800000, expected at least");
    assertThat(out).doesNotContain("the topic can be a log");
  }

  @Test
  void aTopicThatIsMissingIsSaidToBe() {
    assertThat(run("check", "--kafka-topic=missing")).isEqualTo(1);
    assertThat(err).contains("topic missing: does not exist; log topic create creates it");
  }

  @Test
  void moreReplicasThanBrokersAreRefused() {
    assertThat(run("create", "--kafka-topic=three")).isEqualTo(1);
    assertThat(err).contains("--replicas: ");
    assertThat(run("create", "--kafka-topic=three", "--replicas=0")).isEqualTo(2);
    assertThat(err).contains("--replicas: 0, expected 1 to 99");
  }

  @Test
  void withoutAnAddressOfABrokerItIsWrongInput() {
    assertThat(runWith("", "check")).isEqualTo(2);
    assertThat(err.lines())
        .singleElement()
        .asString()
        .contains("--kafka-bootstrap-servers: missing, expected brokers such as");
  }

  @Test
  void withoutABrokerItEndsInALine() {
    assertThat(runWith("127.0.0.1:1", "check")).isEqualTo(1);
    assertThat(err.lines()).singleElement().asString().contains("no answer from 127.0.0.1:1");
  }

  private void create(String name) throws Exception {
    try (Admin admin = brokers.admin()) {
      NewTopic topic = new NewTopic(name, Optional.of(2), Optional.of((short) 1));
      admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
    }
  }

  private int run(String command, String... arguments) {
    return runWith(brokers.bootstrapServers(), command, arguments);
  }

  private int runWith(String servers, String command, String... arguments) {
    StringWriter printed = new StringWriter();
    StringWriter complained = new StringWriter();
    CommandLine all =
        Main.commandLine().setOut(new PrintWriter(printed)).setErr(new PrintWriter(complained));
    String[] words = new String[arguments.length + 4];
    System.arraycopy(arguments, 0, words, 4, arguments.length);
    words[0] = "log";
    words[1] = "topic";
    words[2] = command;
    words[3] = "--kafka-bootstrap-servers=" + servers;
    int status = all.execute(words);
    out = printed.toString();
    err = complained.toString();
    return status;
  }
}
