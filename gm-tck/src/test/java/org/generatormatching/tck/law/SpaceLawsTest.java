package org.generatormatching.tck.law;

import org.junit.jupiter.api.Test;

class SpaceLawsTest {
  @Test
  void honestSpacesPass() {
    Judged.passes(SpaceLaws.ALL, new Line(1), "SP07");
    Judged.passes(SpaceLaws.ALL, new Line(3), "SP04", "SP07");
    Judged.passes(SpaceLaws.ALL, new Letters(), "SP07");
  }
}
