package org.generatormatching.mutants;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.generatormatching.api.Dataset;
import org.generatormatching.mutants.wrong.Codecs;
import org.generatormatching.mutants.wrong.Engines;
import org.generatormatching.mutants.wrong.Metrics;
import org.generatormatching.tck.Finding;
import org.generatormatching.tck.Judge;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Outcome;
import org.generatormatching.tck.law.CodecCase;
import org.generatormatching.tck.law.CodecLaws;
import org.generatormatching.tck.law.DatasetLaws;
import org.generatormatching.tck.law.EngineLaws;
import org.generatormatching.tck.law.MetricCase;
import org.generatormatching.tck.law.MetricLaws;
import org.generatormatching.tensor.BackendProvider;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.junit.jupiter.api.Test;

/** Honest components of which no mutant is made, and laws that do not apply. */
class HonestTest {
  private static final Judge JUDGE =
      new Judge(2410, new ReferenceBackendProvider().open(EngineConfig.cpu()));

  private static <S> Finding judge(Law<S> law, S component) {
    return JUDGE.judge(law, component.toString(), () -> component);
  }

  private static <S> void passes(List<Law<S>> laws, S component) {
    for (Law<S> law : laws) {
      Finding f = judge(law, component);
      assertThat(f.outcome()).as(f.toString()).isNotEqualTo(Outcome.FAILED);
    }
  }

  private static MetricCase metric(Metrics.Fault fault, Dataset data) {
    return new MetricCase(new Metrics.MeanDistance(fault, new AtomicLong()), data);
  }

  @Test
  void lawsAndTablesPass() {
    for (Dataset d : List.of(SmallData.normal(), SmallData.finite(false), SmallData.finite(true))) {
      passes(DatasetLaws.ALL, d);
      passes(CodecLaws.ALL, new CodecCase(new Codecs.Deviation(Codecs.Fault.NONE), d));
    }
    passes(MetricLaws.ALL, metric(Metrics.Fault.NONE, SmallData.finite(true)));
  }

  @Test
  void lawsOfOtherDataAreSkipped() {
    assertThat(judge(DatasetLaws.EPOCHS, SmallData.normal()).outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(judge(DatasetLaws.DENSITY, SmallData.finite(true)).detail())
        .isEqualTo("the law of the data is not known");
  }

  @Test
  void dataThatAMetricRefusesAreLeftOut() {
    Finding f = judge(MetricLaws.FLOOR, metric(Metrics.Fault.REFUSES, SmallData.normal()));
    assertThat(f.outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(f.detail()).isEqualTo("[GM/DATA] needs other data");
  }

  @Test
  void theInterpreterPassesAndDoesNotTrain() {
    BackendProvider reference = new ReferenceBackendProvider();
    passes(EngineLaws.ALL, reference);
    Finding training = judge(EngineLaws.TRAINING, reference);
    assertThat(training.outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(training.detail()).isEqualTo("engine 'reference@1' does not train");
  }

  @Test
  void anAbsentEngineIsSkippedInItsOwnWords() {
    Finding f = judge(EngineLaws.OPERATIONS, new Engines.Faulty(Engines.Fault.ABSENT));
    assertThat(f.outcome()).isEqualTo(Outcome.SKIPPED);
    assertThat(f.detail()).isEqualTo("[GM/ENGINE_UNAVAILABLE] no such library");
  }
}
