package org.generatormatching.tck.law;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.generatormatching.tck.Finding;
import org.generatormatching.tck.Judge;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Outcome;
import org.generatormatching.tck.Subject;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.ReferenceBackendProvider;

/** What the judge says about an honest component. */
final class Judged {
  private Judged() {}

  /** The findings of all laws of a list. */
  static <S> List<Finding> all(List<Law<S>> laws, S subject) {
    try (Backend backend = new ReferenceBackendProvider().open(EngineConfig.cpu())) {
      return new Judge(1, backend)
          .judge(new Subject<>("subject", Set.of(), () -> subject, laws), id -> true);
    }
  }

  /**
   * Every law passes, but those that are listed, which do not apply. A stochastic law fails an
   * honest component with probability 1e-9.
   */
  static <S> void passes(List<Law<S>> laws, S honest, String... skipped) {
    for (Finding f : all(laws, honest)) {
      boolean skips = List.of(skipped).contains(f.law());
      assertThat(f.outcome()).as(f.toString()).isEqualTo(skips ? Outcome.SKIPPED : Outcome.PASSED);
    }
  }
}
