package org.generatormatching.generators.laws;

import java.util.List;
import org.generatormatching.generators.GeneratorsPlugin;
import org.generatormatching.spaces.SpacesPlugin;
import org.generatormatching.tck.*;
import org.generatormatching.tck.catalogue.Catalogue;
import org.generatormatching.tensor.*;
import org.junit.jupiter.api.Test;

class ScratchTest {
  @Test
  void all() {
    List<Subject<?>> subjects = Catalogue.of(List.of(new SpacesPlugin(), new GeneratorsPlugin()));
    try (Backend b = new ReferenceBackendProvider().open(EngineConfig.cpu())) {
      long start = System.nanoTime();
      new Verification(new Judge(1, b), l -> true, 2, f -> System.out.printf("%s %-8s %10.3g / %10.3g %6.2fs %s | %s%n", f.law(), f.outcome(), f.statistic(), f.threshold(), f.seconds(), f.subject(), f.detail())).of(subjects);
      System.out.println("TOTAL " + (System.nanoTime() - start) * 1e-9);
    }
  }
}
