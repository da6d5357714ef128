package org.generatormatching.tck.law;

import org.junit.jupiter.api.Test;

class DivergenceLawsTest {
  @Test
  void anHonestDivergencePasses() {
    Judged.passes(DivergenceLaws.ALL, new SquareOnly());
  }
}
