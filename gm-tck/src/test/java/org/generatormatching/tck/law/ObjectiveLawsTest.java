package org.generatormatching.tck.law;

import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.schedule.Convex;
import org.junit.jupiter.api.Test;

class ObjectiveLawsTest {
  @Test
  void anHonestLossPasses() {
    Judged.passes(ObjectiveLaws.ALL, Cases.loss(Cases.VELOCITY, new SquareOnly()));
  }

  @Test
  void spacesWithoutNodesAreSkipped() {
    Velocity plane = new Velocity(new AffineGaussianPath(new Line(2), Convex.condOt()));
    LossCase line = Cases.loss(Cases.VELOCITY, new SquareOnly());
    LossCase c = new LossCase(plane.path(), line.data(), plane, line.divergence());
    Judged.passes(ObjectiveLaws.ALL, c, "OB01", "OB02");
  }
}
