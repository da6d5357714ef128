package org.generatormatching.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.generatormatching.cli.verify.Failure;
import org.generatormatching.cli.verify.Findings;
import org.generatormatching.cli.verify.Scope;
import org.generatormatching.cli.verify.Tally;
import org.generatormatching.cli.verify.Verdicts;
import org.generatormatching.mutants.Mutant;
import org.generatormatching.mutants.MutantVerdict;
import org.generatormatching.mutants.Mutants;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tck.Finding;
import org.generatormatching.tck.Judge;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Outcome;
import org.generatormatching.tck.Subject;
import org.generatormatching.tck.Verification;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs the laws. */
@Command(
    name = "verify",
    description = "Run the laws of the mathematics on components or on a plugin jar.",
    footer = {
      "",
      "Laws run on the float64 interpreter unless another engine is asked for. A",
      "failure is told with the command that repeats it. The status is 3 if a law",
      "fails that is not optional, else 2 if a plugin is broken.",
      "",
      "  gm verify                     every registered component, on the interpreter",
      "  gm verify pytorch@1           a native engine",
      "  gm verify velocity@1 ctmc@1   everything in which one of these occurs",
      "  gm verify my-plugin.jar       everything in which one of the jar's occurs"
    },
    mixinStandardHelpOptions = true)
final class VerifyCommand implements Callable<Integer> {
  private static final String INTERPRETER = "reference@1";
  private static final long SEEDS = 1_000_000_000L;

  private final Console console;

  @Parameters(
      paramLabel = "ID|JAR",
      arity = "0..*",
      description = "Components, or plugin jars (names that end in .jar); all components if none.")
  List<String> what = new ArrayList<>();

  @Option(names = "--law", paramLabel = "ID", description = "Only this law, for example GN01.")
  List<String> laws = new ArrayList<>();

  @Option(
      names = "--subject",
      paramLabel = "NAME",
      description = "Only the subject of this name, one that --list shows.")
  @Nullable String subject;

  @Option(
      names = "--seed",
      paramLabel = "N|random",
      defaultValue = "1",
      description = "Seed of all draws, ${DEFAULT-VALUE} by default; a random one is printed.")
  String seed = "1";

  @Mixin EngineOptions engine = new EngineOptions();

  @Option(
      names = "--mutants",
      description = "Judge the laws instead: each must reject the components made wrong for it.")
  boolean mutants;

  @Option(names = "--list", description = "Show laws and subjects, and measure nothing.")
  boolean list;

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  VerifyCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    long number = seed();
    if (mutants) {
      return mutants(number);
    }
    List<Path> jars = what.stream().filter(VerifyCommand::isJar).map(Path::of).toList();
    List<String> ids = what.stream().filter(w -> !isJar(w)).toList();
    Registry registry = Plugins.discover(jars);
    List<Problem> wrong =
        registry.problems().stream().filter(p -> p.code() == GmError.USAGE).toList();
    if (!wrong.isEmpty()) {
      throw GmException.of(wrong);
    }
    Scope scope =
        what.isEmpty()
            ? Scope.all(registry, engine.id().orElse(INTERPRETER))
            : Scope.of(registry, ids, jars);
    scope.problems().forEach(console.err()::println);
    scope = laws.isEmpty() ? scope : scope.laws(laws);
    scope = subject == null ? scope : scope.subject(subject);
    if (list) {
      list(scope);
      return 0;
    }
    List<Finding> findings = measured(scope, registry, number);
    Tally tally = Tally.of(scope.components(), scope.subjects(), findings);
    boolean part = what.isEmpty() && (!laws.isEmpty() || subject != null);
    print(scope, findings, part ? tally.measured() : tally, number);
    if (findings.stream().anyMatch(Finding::isViolation)) {
      return 3;
    }
    boolean asked = what.isEmpty() || !jars.isEmpty();
    return asked && !scope.problems().isEmpty() ? GmError.PLUGIN.exitStatus() : 0;
  }

  private int mutants(long number) {
    if (!what.isEmpty() || subject != null || engine.id().isPresent()) {
      throw Problem.of(GmError.USAGE, "--mutants judges the kit's own mutants on the interpreter")
          .found(what.isEmpty() ? "--subject or --engine" : what)
          .advice("Leave it out; --law chooses among the mutants.")
          .exception();
    }
    List<Mutant<?>> chosen =
        Mutants.all().stream()
            .filter(m -> laws.isEmpty() || laws.contains(m.primary().id()))
            .toList();
    int cores = Runtime.getRuntime().availableProcessors();
    List<MutantVerdict> verdicts;
    try (Backend backend = new ReferenceBackendProvider().open(EngineConfig.cpu())) {
      verdicts = Mutants.judge(new Judge(number, backend), chosen, cores);
    }
    if (json) {
      console.out().println(Json.text(Verdicts.tree(verdicts)));
    } else {
      console.out().print(Verdicts.table(verdicts));
    }
    return verdicts.stream().allMatch(MutantVerdict::isRight) ? 0 : 3;
  }

  private static boolean isJar(String word) {
    return word.endsWith(".jar");
  }

  private long seed() {
    if (seed.equals("random")) {
      long drawn = Math.floorMod(UUID.randomUUID().getMostSignificantBits(), SEEDS);
      console.err().println("seed " + drawn);
      return drawn;
    }
    try {
      return Long.parseLong(seed);
    } catch (NumberFormatException e) {
      throw Problem.of(GmError.USAGE, "the seed is no number")
          .found("'" + seed + "'")
          .expected("a whole number, or 'random'")
          .at("--seed")
          .exception(e);
    }
  }

  /** Judges on all cores; a native engine uses them itself. */
  private List<Finding> measured(Scope scope, Registry registry, long number) {
    String id = engine.id().orElse(INTERPRETER);
    EngineConfig config = engine.config(EngineConfig.cpu());
    boolean interpreted = id.equals(INTERPRETER);
    int cores = Runtime.getRuntime().availableProcessors();
    int threads = !interpreted ? 1 : config.threads() > 0 ? config.threads() : cores;
    Progress progress = new Progress(console, "verifying", scope.size());
    int[] done = new int[2];
    try (Backend backend = registry.engine(id, "--engine").open(config)) {
      return new Verification(
              new Judge(number, backend),
              law -> true,
              threads,
              f -> {
                if (f.outcome() == Outcome.FAILED) {
                  done[1]++;
                  progress.clear();
                  (json ? console.err() : console.out())
                      .println(Failure.text(f, scope.subjects(), where()) + "\n");
                }
                progress.at(++done[0], done[1] == 0 ? "" : done[1] + " failed");
              })
          .of(scope.subjects());
    }
  }

  /** What a repetition needs of this command line. */
  private List<String> where() {
    List<String> words = new ArrayList<>(what.stream().filter(VerifyCommand::isJar).toList());
    engine.id().ifPresent(id -> words.addAll(List.of("--engine", id)));
    engine.device().ifPresent(d -> words.addAll(List.of("--device", d)));
    return words;
  }

  private void print(Scope scope, List<Finding> findings, Tally tally, long number) {
    if (json) {
      console.out().println(Json.text(Findings.tree(findings, tally.unverified())));
      return;
    }
    console.out().print(tally.table());
    console
        .out()
        .printf(
            "%,d passed, %,d failed, %,d skipped on %,d subjects (%s, seed %d). %s%n",
            Tally.count(findings, Outcome.PASSED),
            Tally.count(findings, Outcome.FAILED),
            Tally.count(findings, Outcome.SKIPPED),
            scope.subjects().stream().map(Subject::name).distinct().count(),
            engine.id().orElse(INTERPRETER),
            number,
            unverified(tally));
  }

  private static String unverified(Tally tally) {
    int n = tally.unverified().size();
    return n == 0
        ? "Every component is verified."
        : "Unverified: " + n + " of " + tally.rows().size() + ".";
  }

  private void list(Scope scope) {
    Map<String, Law<?>> all = new TreeMap<>();
    Map<String, List<String>> by = new LinkedHashMap<>();
    for (Subject<?> s : scope.subjects()) {
      List<String> own = by.computeIfAbsent(s.name(), n -> new ArrayList<>());
      for (Law<?> law : s.laws()) {
        all.putIfAbsent(law.id(), law);
        own.add(law.id());
      }
    }
    if (json) {
      console.out().println(Json.text(Map.of("subjects", by)));
      return;
    }
    all.forEach((id, law) -> console.out().println(id + "  " + law.statement()));
    console.out().println();
    by.forEach((name, own) -> console.out().println(name + "  " + own));
  }
}
