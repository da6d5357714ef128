package org.generatormatching.cli;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.generatormatching.runtime.bench.Benchmark;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.runtime.registry.Suggestion;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Runs benchmarks. */
@Command(
    name = "bench",
    description = "Run benchmarks, each beside its floor; without a name list them.",
    mixinStandardHelpOptions = true)
final class BenchCommand implements Callable<Integer> {
  private final Console console;

  @Parameters(paramLabel = "NAME", arity = "0..1", description = "Which benchmark, or 'all'.")
  String name = "";

  @Mixin EngineOptions engine = new EngineOptions();

  @Option(names = "--json", description = "Print one JSON object.")
  boolean json;

  BenchCommand(Console console) {
    this.console = console;
  }

  @Override
  public Integer call() {
    List<Benchmark> known = Registry.benchmarks();
    if (name.isEmpty()) {
      known.forEach(b -> console.out().printf("%-14s %s%n", b.name(), b.description()));
      return 0;
    }
    List<Benchmark> chosen =
        known.stream().filter(b -> name.equals("all") || name.equals(b.name())).toList();
    if (chosen.isEmpty()) {
      throw unknown(known.stream().map(Benchmark::name).toList());
    }
    Registry registry = Plugins.told(console);
    String id = engine.id().orElse("pytorch@1");
    EngineConfig config = engine.config(EngineConfig.cpu());
    for (Benchmark b : chosen) {
      List<Benchmark.Case> cases =
          b.run(
              new Benchmark.Setting(
                  registry.engine(id, "--engine"), config, console.err()::println));
      print(b, id, config, cases);
    }
    return 0;
  }

  private RuntimeException unknown(List<String> known) {
    Problem p =
        Problem.of(GmError.USAGE, "no benchmark has this name")
            .found("'" + name + "'")
            .expected("one of " + known + " or 'all'");
    return Suggestion.of(name, known)
        .map(s -> p.advice("Did you mean '" + s + "'?"))
        .orElse(p)
        .exception();
  }

  private void print(Benchmark b, String id, EngineConfig config, List<Benchmark.Case> cases) {
    if (!json) {
      console.out().printf("%s (%s, %d threads)%n", b.name(), id, config.resolvedThreads());
      for (Benchmark.Case c : cases) {
        console
            .out()
            .printf(
                "  %-52s %12.4g %-10s floor %12.4g  ratio %.3f%n",
                c.name(), c.value(), c.unit(), c.floor(), c.ratio());
      }
      return;
    }
    List<Map<String, Object>> rows = new ArrayList<>();
    for (Benchmark.Case c : cases) {
      Map<String, Object> m = new LinkedHashMap<>();
      m.put("case", c.name());
      m.put("value", c.value());
      m.put("unit", c.unit());
      m.put("floor", c.floor());
      m.put("ratio", c.ratio());
      rows.add(m);
    }
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("name", b.name());
    m.put("engine", id);
    m.put("threads", config.resolvedThreads());
    m.put("results", rows);
    console.out().println(Json.text(m));
  }
}
