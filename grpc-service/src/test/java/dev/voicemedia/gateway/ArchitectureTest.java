package dev.voicemedia.gateway;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import dev.voicemedia.webhook.VerifiedWebhook;

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
          .layer("event")
          .definedBy(ROOT + ".event..")
          .layer("eventlog")
          .definedBy(ROOT + ".eventlog..")
          .layer("feed")
          .definedBy(ROOT + ".feed..")
          .layer("upstream")
          .definedBy(ROOT + ".upstream..")
          .layer("ingress")
          .definedBy(ROOT + ".ingress..")
          .layer("grpc")
          .definedBy(ROOT + ".grpc..")
          .layer("cli")
          .definedBy(ROOT + ".cli..")
          .layer("root")
          .definedBy(ROOT)
          .whereLayer("time")
          .mayNotAccessAnyLayer()
          .whereLayer("event")
          .mayNotAccessAnyLayer()
          .whereLayer("eventlog")
          .mayOnlyAccessLayers("event", "time")
          .whereLayer("upstream")
          .mayOnlyAccessLayers("event", "time")
          .whereLayer("feed")
          .mayOnlyAccessLayers("eventlog", "event", "time")
          .whereLayer("ingress")
          .mayOnlyAccessLayers("eventlog", "event", "time")
          .whereLayer("grpc")
          .mayOnlyAccessLayers("feed", "upstream", "eventlog", "event", "time")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .whereLayer("root")
          .mayOnlyBeAccessedByLayers("cli");

  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching(ROOT + ".(*)..").should().beFreeOfCycles();

  /** With {@code ROOT} in place of the package, the rule is that of the whole gateway. */
  @ArchTest
  static final ArchRule CLASSES_OF_THE_LOG_HAVE_NO_CYCLES =
      slices().assignedFrom(outermostClassesIn(ROOT + ".eventlog")).should().beFreeOfCycles();

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

  @ArchTest
  static final ArchRule JETTY_STAYS_IN_THE_INGRESS =
      noClasses()
          .that()
          .resideOutsideOfPackage(ROOT + ".ingress..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("org.eclipse.jetty..");

  @ArchTest
  static final ArchRule ONLY_DEV_KNOWS_THE_SIMULATOR =
      noClasses()
          .that()
          .doNotHaveSimpleName("DevStack")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("dev.voicemedia.simulator..");

  /** Whatever can be called from outside the parser takes the proof, and no bytes or text. */
  @ArchTest
  static final ArchRule PARSERS_TAKE_ONLY_WHAT_WAS_VERIFIED =
      methods()
          .that()
          .areDeclaredInClassesThat()
          .haveSimpleName("EventParser")
          .and()
          .areNotPrivate()
          .should()
          .haveRawParameterTypes(VerifiedWebhook.class);

  @ArchTest
  static final ArchRule CLASSES_ARE_FINAL =
      classes()
          .that()
          .areNotInterfaces()
          .and()
          .areNotAnonymousClasses()
          .should()
          .haveModifier(com.tngtech.archunit.core.domain.JavaModifier.FINAL);

  /** A slice for each top-level class in a package and those below, its nested classes included. */
  private static SliceAssignment outermostClassesIn(String packageName) {
    return new SliceAssignment() {
      @Override
      public SliceIdentifier getIdentifierOf(JavaClass javaClass) {
        boolean covered = (javaClass.getPackageName() + ".").startsWith(packageName + ".");
        return covered ? SliceIdentifier.of(outermost(javaClass)) : SliceIdentifier.ignore();
      }

      @Override
      public String getDescription() {
        return "the top-level classes in " + packageName;
      }
    };
  }

  private static String outermost(JavaClass javaClass) {
    return javaClass
        .getEnclosingClass()
        .map(ArchitectureTest::outermost)
        .orElse(javaClass.getName());
  }
}
