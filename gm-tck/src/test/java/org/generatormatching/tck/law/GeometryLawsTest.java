package org.generatormatching.tck.law;

import org.junit.jupiter.api.Test;

class GeometryLawsTest {
  @Test
  void honestGeometriesPass() {
    Judged.passes(GeometryLaws.ALL, new Line(3));
    Judged.passes(GeometryLaws.ALL, new Letters(), "GE01", "GE02", "GE03", "GE04");
  }
}
