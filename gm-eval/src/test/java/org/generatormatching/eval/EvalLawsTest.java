package org.generatormatching.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Metric;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.eval.data.LawDataset;
import org.generatormatching.eval.data.Levels;
import org.generatormatching.eval.data.NumericCsv;
import org.generatormatching.eval.data.Scaling;
import org.generatormatching.eval.metric.MarginalVariation;
import org.generatormatching.eval.metric.PairVariation;
import org.generatormatching.eval.metric.Twins;
import org.generatormatching.tck.Examples;
import org.generatormatching.tck.Finding;
import org.generatormatching.tck.Judge;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Outcome;
import org.generatormatching.tck.law.CodecCase;
import org.generatormatching.tck.law.CodecLaws;
import org.generatormatching.tck.law.DatasetLaws;
import org.generatormatching.tck.law.MetricCase;
import org.generatormatching.tck.law.MetricLaws;
import org.generatormatching.tck.law.PluginLaws;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EvalLawsTest {
  private final Judge judge = new Judge(1, new ReferenceBackendProvider().open(EngineConfig.cpu()));
  private final GmPlugin plugin = new EvalPlugin();
  private final Map<String, Dataset> data = new LinkedHashMap<>();

  @BeforeEach
  void load(@TempDir Path folder) throws IOException {
    for (ComponentFactory<GmPlugin.DatasetKind, ?> f : plugin.datasets()) {
      Examples.of(f).forEach(e -> data.put(e.name(), e.component().get().load(folder)));
    }
    HostRng rng = HostRng.of(3);
    StringBuilder text = new StringBuilder("length,weight\n");
    for (int i = 0; i < 150; i++) {
      text.append(10 + rng.normal()).append(',').append(1000 * rng.normal()).append('\n');
    }
    Files.writeString(folder.resolve("table.csv"), text);
    data.put("csv@1", new NumericCsv("table.csv", null, null, null, null).load(folder));
  }

  private <S> List<Finding> judge(List<Law<S>> laws, String name, S subject) {
    return laws.stream().map(l -> judge.judge(l, name, () -> subject)).toList();
  }

  @Test
  void theDataSetsObeyTheLaws() {
    assertThat(data).hasSize(6);
    List<Finding> findings = new ArrayList<>();
    data.forEach((name, d) -> findings.addAll(judge(DatasetLaws.ALL, name, d)));
    assertThat(findings).noneMatch(Finding::isViolation);
  }

  @Test
  void theCodecsObeyTheLaws() {
    List<Finding> findings = new ArrayList<>();
    for (Scaling.Method method : Scaling.Method.values()) {
      Codec.Kind codec = new Scaling(method, null);
      data.forEach(
          (name, d) ->
              findings.addAll(
                  judge(CodecLaws.ALL, method + " on " + name, new CodecCase(codec, d))));
    }
    assertThat(findings).hasSize(48).noneMatch(Finding::isViolation);
    assertThat(findings.stream().filter(f -> f.outcome() == Outcome.SKIPPED))
        .as("scaling refuses missing cells")
        .hasSize(8)
        .allMatch(f -> f.toString().contains("penguins"));
  }

  @Test
  void levelsObeyTheLawsOnWholeNumbersAndRefuseFractions() {
    data.forEach(
        (name, d) -> {
          boolean whole = name.startsWith("digits") || name.startsWith("text");
          assertThat(
                  judge(
                      CodecLaws.ALL,
                      "levels on " + name,
                      new CodecCase(new Levels(null, Optional.empty()), d)))
              .allMatch(f -> f.outcome() == (whole ? Outcome.PASSED : Outcome.SKIPPED));
        });
  }

  @Test
  void theMetricsObeyTheLaws() {
    List<Finding> findings = new ArrayList<>();
    for (ComponentFactory<Metric, ?> f : plugin.metrics()) {
      Metric metric = Examples.of(f).get(0).component().get();
      data.forEach(
          (name, d) ->
              findings.addAll(
                  judge(MetricLaws.ALL, f.id() + " on " + name, new MetricCase(metric, d))));
    }
    assertThat(findings).noneMatch(Finding::isViolation);
    long skipped = findings.stream().filter(f -> f.outcome() == Outcome.SKIPPED).count();
    assertThat(skipped)
        .as(
            "copies of two laws and text, cells of five others, densities of three tables and text,"
                + " sites of fractions, labels of five others, coverage of text and"
                + " penguins")
        .isEqualTo(3 * (3 + 5 + 4 + 2 * 3 + 5 + 2));
  }

  @Test
  void theMetricsOfTokensObeyTheLaws() {
    Dataset tokens = new LawDataset(new Twins(), new Dataset.Layout.Columns(), "");
    for (Metric metric : List.of(new MarginalVariation(null), new PairVariation(null))) {
      assertThat(judge(MetricLaws.ALL, metric.id() + " on tokens", new MetricCase(metric, tokens)))
          .allMatch(f -> f.outcome() == Outcome.PASSED);
    }
  }

  @Test
  void thePluginObeysTheLaws() {
    assertThat(judge(PluginLaws.ALL, "eval", plugin)).noneMatch(Finding::isViolation);
  }
}
