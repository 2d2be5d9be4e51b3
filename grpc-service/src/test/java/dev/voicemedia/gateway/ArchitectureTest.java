package dev.voicemedia.gateway;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.conditions.ArchPredicates.are;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.google.protobuf.ByteString;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.voicemedia.gateway.event.ListedWebhook;
import dev.voicemedia.webhook.VerifiedWebhook;
import io.grpc.BindableService;
import java.util.List;
import java.util.Optional;

@AnalyzeClasses(
    packages = "dev.voicemedia.gateway",
    importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
  private static final String ROOT = "dev.voicemedia.gateway";

  @ArchTest
  static final ArchRule DEPENDENCIES_GO_ONE_WAY =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("time")
          .definedBy(ROOT + ".time..")
          .layer("trace")
          .definedBy(ROOT + ".trace..")
          .layer("event")
          .definedBy(ROOT + ".event..")
          .layer("connection")
          .definedBy(ROOT + ".connection..")
          .layer("access")
          .definedBy(ROOT + ".access..")
          .layer("eventlog")
          .definedBy(ROOT + ".eventlog..")
          .layer("feed")
          .definedBy(ROOT + ".feed..")
          .layer("calls")
          .definedBy(ROOT + ".calls..")
          .layer("upstream")
          .definedBy(ROOT + ".upstream..")
          .layer("ingress")
          .definedBy(ROOT + ".ingress..")
          .layer("http")
          .definedBy(ROOT + ".http..")
          .layer("edge")
          .definedBy(ROOT + ".edge..")
          .layer("console")
          .definedBy(ROOT + ".console..")
          .layer("recovery")
          .definedBy(ROOT + ".recovery..")
          .layer("kafka")
          .definedBy(ROOT + ".kafka..")
          .layer("waits")
          .definedBy(ROOT + ".waits..")
          .layer("grpc")
          .definedBy(ROOT + ".grpc..")
          .layer("root")
          .definedBy(ROOT)
          .layer("cli")
          .definedBy(ROOT + ".cli..")
          .whereLayer("time")
          .mayNotAccessAnyLayer()
          .whereLayer("trace")
          .mayNotAccessAnyLayer()
          .whereLayer("event")
          .mayNotAccessAnyLayer()
          .whereLayer("connection")
          .mayNotAccessAnyLayer()
          .whereLayer("access")
          .mayOnlyAccessLayers("time")
          .whereLayer("eventlog")
          .mayOnlyAccessLayers("event", "time")
          .whereLayer("upstream")
          .mayOnlyAccessLayers("event", "time", "trace")
          .whereLayer("feed")
          .mayOnlyAccessLayers("eventlog", "event", "time")
          .whereLayer("calls")
          .mayOnlyAccessLayers("eventlog", "event")
          .whereLayer("ingress")
          .mayOnlyAccessLayers("access", "eventlog", "event", "http", "connection", "time", "trace")
          .whereLayer("http")
          .mayOnlyAccessLayers("access", "connection")
          .whereLayer("edge")
          .mayOnlyAccessLayers("console", "grpc", "http", "access", "event", "connection", "time")
          .whereLayer("console")
          .mayOnlyAccessLayers("access", "grpc", "upstream")
          .whereLayer("recovery")
          .mayOnlyAccessLayers("ingress", "upstream", "eventlog", "event", "time")
          .whereLayer("kafka")
          .mayOnlyAccessLayers("eventlog", "event", "time")
          .whereLayer("waits")
          .mayOnlyAccessLayers("event")
          .whereLayer("grpc")
          .mayOnlyAccessLayers(
              "access",
              "recovery",
              "feed",
              "calls",
              "upstream",
              "eventlog",
              "event",
              "connection",
              "time",
              "trace",
              "waits")
          .whereLayer("root")
          .mayOnlyBeAccessedByLayers("cli")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer();

  @ArchTest
  static final ArchRule COMMANDS_KNOW_NEITHER_EACH_OTHER_NOR_MAIN =
      layeredArchitecture()
          .consideringOnlyDependenciesInLayers()
          .layer("main")
          .definedBy(ROOT + ".cli")
          .layer("server")
          .definedBy(ROOT + ".cli.server..")
          .layer("client")
          .definedBy(ROOT + ".cli.client..")
          .layer("log")
          .definedBy(ROOT + ".cli.log..")
          .layer("text")
          .definedBy(ROOT + ".cli.text..")
          .whereLayer("text")
          .mayNotAccessAnyLayer()
          .whereLayer("server")
          .mayOnlyAccessLayers("text")
          .whereLayer("client")
          .mayOnlyAccessLayers("text")
          .whereLayer("log")
          .mayOnlyAccessLayers("text")
          .whereLayer("main")
          .mayNotBeAccessedByAnyLayer();

  /** A client needs the contract, and nothing of the gateway but its shared ground. */
  @ArchTest
  static final ArchRule CLIENTS_USE_NO_PART_OF_THE_GATEWAY =
      noClasses()
          .that()
          .resideInAPackage(ROOT + ".cli.client..")
          .should()
          .dependOnClassesThat(
              are(
                  resideInAPackage(
                      ROOT
                          + ".(access|calls|console|edge|grpc|feed|eventlog|http|ingress|kafka|upstream|recovery|waits)..")));

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching(ROOT + ".(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule CLASSES_HAVE_NO_CYCLES =
      slices().assignedFrom(outermostClasses()).should().beFreeOfCycles();

  @ArchTest
  static final ArchRule GENERATED_REST_TYPES_STAY_IN_THE_UPSTREAM =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".upstream..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.voicemedia.client..");

  @ArchTest
  static final ArchRule ROCKSDB_STAYS_IN_THE_LOG =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".eventlog..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.rocksdb..");

  /** Its classes are loaded only where the log is on Kafka. */
  @ArchTest
  static final ArchRule KAFKA_STAYS_IN_ONE_PACKAGE =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".kafka..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.apache.kafka..");

  @ArchTest
  static final ArchRule JETTY_STAYS_WHERE_HTTP_IS_SERVED =
      noClasses()
          .that()
          .resideOutsideOfPackages(ROOT + ".http..", ROOT + ".ingress..", ROOT + ".edge..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jetty..");

  /** Its classes are loaded only where tracing is on. */
  @ArchTest
  static final ArchRule OPENTELEMETRY_STAYS_IN_TWO_CLASSES =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(ROOT + ".trace.OpenTelemetryTracing")
          .and()
          .doNotHaveFullyQualifiedName(ROOT + ".trace.OpenTelemetrySpan")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.opentelemetry..");

  @ArchTest
  static final ArchRule PICOCLI_STAYS_ON_THE_COMMAND_LINE =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("picocli..");

  @ArchTest
  static final ArchRule ONLY_DEV_KNOWS_THE_SIMULATOR =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(ROOT + ".cli.server.DevStack")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.voicemedia.simulator..");

  /** Whatever can be called from outside the parser takes the proof, and no bytes or text. */
  @ArchTest
  static final ArchRule PARSERS_TAKE_ONLY_WHAT_WAS_VERIFIED =
      methods()
          .that()
          .areDeclaredInClassesThat()
          .haveFullyQualifiedName(ROOT + ".ingress.EventParser")
          .and()
          .areNotPrivate()
          .should()
          .haveRawParameterTypes(VerifiedWebhook.class)
          .orShould()
          .haveRawParameterTypes(ListedWebhook.class);

  /** That Telnyx listed a webhook is what its reader says, and nobody else. */
  @ArchTest
  static final ArchRule ONLY_THE_LISTS_READER_SAYS_THAT_A_WEBHOOK_WAS_LISTED =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName(ROOT + ".upstream.DeliveryList")
          .should()
          .callConstructor(
              ListedWebhook.class, ByteString.class, String.class, Optional.class, List.class);

  /** As calls: a method that delegates once makes one call to a type of its package. */
  @ArchTest
  static final ArchRule RPC_METHODS_DELEGATE_ONCE =
      methods()
          .that()
          .areDeclaredInClassesThat()
          .areAssignableTo(BindableService.class)
          .and()
          .arePublic()
          .and()
          .haveRawReturnType(void.class)
          .should(delegateOnce());

  @ArchTest
  static final ArchRule CLASSES_ARE_FINAL =
      classes()
          .that()
          .areNotInterfaces()
          .and()
          .areNotAnonymousClasses()
          .and()
          .areNotEnums()
          .should()
          .haveModifier(JavaModifier.FINAL);

  /** A slice for each top-level class, its nested classes included. */
  private static SliceAssignment outermostClasses() {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
        return SliceIdentifier.of(outermost(javaClass));
      }

      @Override
      public String getDescription() {
        return "the top-level classes";
      }
    };
  }

  private static String outermost(JavaClass javaClass) {
    return javaClass
        .getEnclosingClass()
        .map(ArchitectureTest::outermost)
        .orElse(javaClass.getName());
  }

  private static ArchCondition<JavaMethod> delegateOnce() {
    return new ArchCondition<>("delegate once") {
      @Override
      public void check(JavaMethod method, ConditionEvents events) {
        long calls =
            method.getMethodCallsFromSelf().stream()
                .filter(call -> call.getTargetOwner().getPackageName().equals(ROOT + ".grpc"))
                .map(call -> call.getLineNumber())
                .count();
        events.add(
            new SimpleConditionEvent(
                method, calls == 1, method.getDescription() + ": " + calls + " calls"));
      }
    };
  }
}
