package org.generatormatching.training.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.generatormatching.api.Network;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.tck.Examples;
import org.generatormatching.tck.Finding;
import org.generatormatching.tck.Judge;
import org.generatormatching.tck.Outcome;
import org.generatormatching.tck.Subject;
import org.generatormatching.tck.law.NetworkLaws;
import org.generatormatching.tck.law.PluginLaws;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.generatormatching.training.TrainingPlugin;
import org.junit.jupiter.api.Test;

class NetworkLawsTest {
  private final Judge judge = new Judge(1, new ReferenceBackendProvider().open(EngineConfig.cpu()));

  @Test
  void theNetworksObeyTheLaws() {
    List<Finding> findings = new ArrayList<>();
    for (ComponentFactory<Network.Kind, ?> f : new TrainingPlugin().networks()) {
      for (Examples.Named<Network.Kind> e : Examples.of(f)) {
        var subject = new Subject<>(e.name(), Set.of(e.id()), e.component(), NetworkLaws.ALL);
        findings.addAll(judge.judge(subject, id -> true));
      }
    }
    assertThat(findings)
        .hasSize(4 * NetworkLaws.ALL.size())
        .allMatch(f -> f.outcome() == Outcome.PASSED);
  }

  @Test
  void thePluginObeysTheLaws() {
    Subject<GmPlugin> subject =
        new Subject<>("training", Set.of(), TrainingPlugin::new, PluginLaws.ALL);
    assertThat(judge.judge(subject, id -> true)).allMatch(f -> f.outcome() == Outcome.PASSED);
  }
}
