package org.generatormatching.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.ServiceLoader;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Holds what the poms cannot: which package may know which. This module sees all the others. */
class ArchitectureTest {
  private static final String ROOT = "org.generatormatching.";

  /** Each module's package and the modules below it. A new module is added here and in its pom. */
  private static final Map<String, List<String>> ARROWS =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("tensor", List.of()),
              Map.entry("io", List.of("tensor")),
              Map.entry("api", List.of("tensor")),
              // The kit stands on interfaces alone, so that it can judge whatever implements them.
              Map.entry("tck", List.of("api", "tensor")),
              Map.entry("spaces", List.of("api", "tensor")),
              // As an outsider would: a plugin of ours knows the API and nothing else.
              Map.entry("plugins.jump", List.of("api", "tensor")),
              Map.entry("generators", List.of("spaces", "api", "tensor")),
              Map.entry(
                  "mutants",
                  List.of("tck", "generators", "plugins.jump", "spaces", "api", "tensor")),
              Map.entry("training", List.of("generators", "spaces", "api", "io", "tensor")),
              Map.entry("eval", List.of("training", "generators", "spaces", "api", "io", "tensor")),
              Map.entry("engine.pytorch", List.of("tensor")),
              Map.entry("engine.tensorflow", List.of("tensor")),
              Map.entry(
                  "runtime",
                  List.of("eval", "training", "generators", "spaces", "api", "io", "tensor")),
              // Only benchmarks know an engine: they compare it with what its own language can do.
              Map.entry(
                  "benchmarks",
                  List.of(
                      "runtime",
                      "engine.pytorch",
                      "training",
                      "generators",
                      "plugins.jump",
                      "spaces",
                      "api",
                      "io",
                      "tensor")),
              // Engines are found by ServiceLoader: no class of theirs may be named here.
              Map.entry(
                  "cli",
                  List.of(
                      "runtime",
                      "mutants",
                      "tck",
                      "eval",
                      "training",
                      "generators",
                      "spaces",
                      "api",
                      "io",
                      "tensor"))));

  private static JavaClasses ours;

  @BeforeAll
  static void read() {
    ours =
        new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages(ROOT.substring(0, ROOT.length() - 1));
  }

  /** Rules over nothing hold, so first make sure that every module was read. */
  @Test
  void everyModuleIsSeen() {
    TreeSet<String> seen = new TreeSet<>();
    ours.forEach(c -> seen.add(module(c)));
    assertThat(seen).isEqualTo(ARROWS.keySet());
  }

  @Test
  void arrowsPointDown() {
    LayeredArchitecture layers =
        layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
    for (String module : ARROWS.keySet()) {
      layers = layers.layer(module).definedBy(ROOT + module + "..");
    }
    for (Map.Entry<String, List<String>> arrow : ARROWS.entrySet()) {
      LayeredArchitecture.LayerDependencySpecification from = layers.whereLayer(arrow.getKey());
      layers =
          arrow.getValue().isEmpty()
              ? from.mayNotAccessAnyLayer()
              : from.mayOnlyAccessLayers(arrow.getValue().toArray(String[]::new));
    }
    layers.ensureAllClassesAreContainedInArchitecture().allowEmptyShould(true).check(ours);
  }

  @Test
  void onlyThePytorchEngineKnowsDjl() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "engine.pytorch..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("ai.djl.."));
  }

  @Test
  void onlyTheTensorflowEngineKnowsTensorflow() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "engine.tensorflow..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.tensorflow.."));
  }

  @Test
  void internalPackagesStayInTheirModule() {
    check(
        classes()
            .should(
                new ArchCondition<JavaClass>("leave other modules' internal packages alone") {
                  @Override
                  public void check(JavaClass from, ConditionEvents events) {
                    for (Dependency d : from.getDirectDependenciesFromSelf()) {
                      JavaClass to = d.getTargetClass();
                      if (isInternal(to) && !module(to).equals(module(from))) {
                        events.add(SimpleConditionEvent.violated(d, d.getDescription()));
                      }
                    }
                  }
                }));
  }

  /**
   * A topic and its {@code internal} package are one slice: public types at the top call what is
   * below, which speaks in public types.
   */
  @Test
  void packagesHaveNoCycles() {
    slices()
        .assignedFrom(
            new SliceAssignment() {
              @Override
              public SliceIdentifier getIdentifierOf(JavaClass c) {
                return c.getPackageName().startsWith(ROOT)
                    ? SliceIdentifier.of(
                        c.getPackageName().replaceFirst("\\.internal(\\..*)?$", ""))
                    : SliceIdentifier.ignore();
              }

              @Override
              public String getDescription() {
                return "packages, each with its internal part";
              }
            })
        .should()
        .beFreeOfCycles()
        .allowEmptyShould(true)
        .check(ours);
  }

  @Test
  void onlyTheRuntimeDiscoversPlugins() {
    check(
        noClasses()
            .that()
            .resideOutsideOfPackage(ROOT + "runtime..")
            .should()
            .dependOnClassesThat()
            .areAssignableTo(ServiceLoader.class));
  }

  /** Noise is addressed through {@code Rng}; a hidden stream would make results depend on order. */
  @Test
  void noHiddenRandomness() {
    check(noClasses().should().dependOnClassesThat().areAssignableTo(Random.class));
    check(noClasses().should().callMethod(Math.class, "random"));
  }

  @Test
  void onlyTheCommandTalksAndExits() {
    String[] mayTalk = {ROOT + "cli..", ROOT + "benchmarks.."};
    check(noClasses().that().resideOutsideOfPackages(mayTalk).should(ACCESS_STANDARD_STREAMS));
    check(
        noClasses()
            .that()
            .resideOutsideOfPackages(mayTalk)
            .should()
            .callMethod(System.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "exit", int.class)
            .orShould()
            .callMethod(Runtime.class, "halt", int.class));
  }

  private static void check(ArchRule rule) {
    rule.allowEmptyShould(true).check(ours);
  }

  private static boolean isInternal(JavaClass c) {
    return (c.getPackageName() + ".").startsWith(ROOT)
        && (c.getPackageName() + ".").contains(".internal.");
  }

  /** The first name after the root, or the first two for an engine or a plugin. */
  private static String module(JavaClass c) {
    String[] names = (c.getPackageName() + ".").substring(ROOT.length()).split("\\.", -1);
    return List.of("engine", "plugins").contains(names[0]) ? names[0] + "." + names[1] : names[0];
  }
}
