package org.generatormatching.tck.law;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.generatormatching.tck.Finding;
import org.generatormatching.tck.Judge;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Outcome;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.ReferenceBackendProvider;

/** Judges components on the interpreter, with one seed for all tests. */
final class Verdicts {
  private static final Judge JUDGE =
      new Judge(2410, new ReferenceBackendProvider().open(EngineConfig.cpu()));

  private Verdicts() {}

  /** One law on one component. */
  static <S> Finding of(Law<S> law, S component) {
    return JUDGE.judge(law, component.toString(), () -> component);
  }

  /** All laws hold, or do not apply. */
  static <S> void assertHonest(List<Law<S>> laws, S component) {
    for (Law<S> law : laws) {
      Finding f = of(law, component);
      assertThat(f.outcome()).as("%s", f).isNotEqualTo(Outcome.FAILED);
    }
  }

  /** The law rejects the mutant and says where. */
  static <S> void assertRejected(Law<S> law, S mutant) {
    Finding f = of(law, mutant);
    assertThat(f.outcome()).as("%s", f).isEqualTo(Outcome.FAILED);
    assertThat(f.detail()).isNotBlank();
  }
}
