package org.generatormatching.eval;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ServiceLoader;
import org.generatormatching.api.plugin.GmPlugin;
import org.junit.jupiter.api.Test;

class EvalPluginTest {
  @Test
  void isFoundAndListsItsComponents() {
    GmPlugin plugin =
        ServiceLoader.load(GmPlugin.class).stream()
            .filter(p -> p.type() == EvalPlugin.class)
            .findFirst()
            .orElseThrow()
            .get();
    assertThat(plugin.datasets())
        .extracting(f -> f.id().toString())
        .containsExactly(
            "digits@1", "checkerboard@1", "moons@1", "csv@1", "penguins@1", "table@1", "text@1");
    assertThat(plugin.codecs())
        .extracting(f -> f.id().toString())
        .containsExactly("scaling@1", "table@1", "levels@1");
    assertThat(plugin.metrics())
        .extracting(f -> f.id().toString())
        .containsExactly(
            "c2st@1",
            "copy-share@1",
            "cells@1",
            "coverage@1",
            "cross-entropy@1",
            "energy-distance@1",
            "label-agreement@1",
            "mmd@1",
            "sliced-w2@1",
            "tv-marginal@1",
            "tv-pair@1");
  }
}
