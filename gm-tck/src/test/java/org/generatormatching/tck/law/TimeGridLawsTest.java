package org.generatormatching.tck.law;

import static org.generatormatching.tck.law.Verdicts.assertHonest;
import static org.generatormatching.tck.law.Verdicts.assertRejected;

import java.util.List;
import org.generatormatching.api.TimeGrid;
import org.junit.jupiter.api.Test;

class TimeGridLawsTest {
  @Test
  void gridsThatCoverTimeAreHonest() {
    assertHonest(TimeGridLaws.ALL, TimeGrid.uniform(1));
    assertHonest(TimeGridLaws.ALL, TimeGrid.cosine(64));
  }

  @Test
  void gridsThatStartLateOrStopEarlyAreRejected() {
    assertRejected(TimeGridLaws.COVERS, TimeGrid.uniform(0.01, 1, 4));
    assertRejected(TimeGridLaws.COVERS, TimeGrid.uniform(0, Math.nextDown(1.0), 4));
    assertRejected(TimeGridLaws.COVERS, new TimeGrid(List.of(0.0, 0.5)));
  }
}
