package org.generatormatching.engine.pytorch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.generatormatching.tck.Finding;
import org.generatormatching.tck.Judge;
import org.generatormatching.tck.Subject;
import org.generatormatching.tck.law.EngineLaws;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.BackendProvider;
import org.junit.jupiter.api.Test;

class EngineLawsTest {
  @Test
  void theEngineObeysTheLaws() {
    BackendProvider provider = new PytorchBackendProvider();
    Subject<BackendProvider> subject =
        new Subject<>("" + provider.id(), Set.of(provider.id()), () -> provider, EngineLaws.ALL);
    // the laws open the engine once more, with the configuration of this one
    try (Backend engine = Engines.open()) {
      List<Finding> findings = new Judge(1, engine).judge(subject, id -> true);
      assertThat(findings).hasSameSizeAs(EngineLaws.ALL).noneMatch(Finding::isViolation);
    }
  }
}
