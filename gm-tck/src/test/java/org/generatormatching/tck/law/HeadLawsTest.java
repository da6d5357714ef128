package org.generatormatching.tck.law;

import org.junit.jupiter.api.Test;

class HeadLawsTest {
  @Test
  void honestHeadsPass() {
    Judged.passes(HeadLaws.ALL, Cases.head(Cases.VELOCITY), "HE06");
    Judged.passes(HeadLaws.ALL, Cases.head(Cases.POSTERIOR), "HE06");
  }
}
