package org.generatormatching.cli.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.generatormatching.runtime.config.RunConfig;

/** What was learned and how, in a few words each. */
public final class Facts {
  private Facts() {}

  /**
   * The facts of a run.
   *
   * @param trained how long training took, in words; empty if that is not known
   */
  public static Map<String, String> of(RunConfig c, String trained) {
    Map<String, String> m = new LinkedHashMap<>();
    m.put("data", c.data().use());
    Set<String> spaces = new LinkedHashSet<>();
    Set<String> paths = new LinkedHashSet<>();
    Set<String> heads = new LinkedHashSet<>();
    for (RunConfig.FactorSection f : c.model().factors()) {
      spaces.add(f.space().use());
      paths.add(f.path().use() + ", " + f.schedule().use());
      f.heads().forEach(h -> heads.add(h.head().use() + " by " + h.divergence().use()));
    }
    m.put("space", String.join("; ", spaces));
    m.put("path", String.join("; ", paths));
    m.put("learned", String.join("; ", heads));
    m.put("network", c.model().network().use());
    c.model().coupling().ifPresent(k -> m.put("coupling", k.use()));
    m.put(
        "training",
        String.format(Locale.ROOT, "%,d steps of %d", c.training().steps(), c.training().batch())
            + (trained.isEmpty() ? "" : ", " + trained));
    List<String> terms = new ArrayList<>();
    for (RunConfig.TermSection t : c.sampling().terms()) {
      terms.add(t.family().use() + t.stepper().map(s -> " by " + s).orElse(""));
    }
    m.put("simulated", String.join(" + ", terms));
    m.put(
        "engine", c.engine().use() + " on " + c.engine().device().name().toLowerCase(Locale.ROOT));
    m.put("seed", c.seed().toString());
    return m;
  }
}
