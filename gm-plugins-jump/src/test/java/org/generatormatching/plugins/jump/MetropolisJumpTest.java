package org.generatormatching.plugins.jump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.Role;
import org.generatormatching.api.State;
import org.generatormatching.api.Term;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Power;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tck.oracle.Field;
import org.generatormatching.tck.oracle.Kolmogorov;
import org.generatormatching.tensor.HostArray;
import org.junit.jupiter.api.Test;

/** The Metropolis kernel in bins. */
class MetropolisJumpTest {
  private static final Euclidean LINE = Euclidean.float64(1);
  private static final AffineGaussianPath PATH = new AffineGaussianPath(LINE, Convex.condOt());

  private static MetropolisJumpHead head(int count) {
    return new MetropolisJumpHead(PATH, new Bins(-4.25, 4.25, count));
  }

  /** |&lt;p, L f&gt;| over &lt;p, |L f|&gt;, the worst of all test functions. */
  private static double residual(int count, double z, double t, Field field) {
    MetropolisJumpHead head = head(count);
    BinJump family = new BinJump(head.bins());
    Term term = Term.of(head, family, family.steppers(LINE).get(0));
    Quadrature nodes = LINE.box(8, 6401);
    Batch end = Batch.of("x", HostArray.of(new double[] {z}, 1, 1));
    return Kolmogorov.exact(
        PATH, end, new double[] {1}, field, nodes, List.of(term), LINE.testFunctions(), t, 0);
  }

  /** The kernel for z, wherever points are going. */
  private static Field kernel(double z) {
    PathTrait.Density density = PATH.require(PathTrait.Density.class, "a test");
    return (head, e) -> {
      State end = e.xt().map(x -> x.like(z));
      Evidence evidence = Evidence.data(end, density.explain(e.xt(), end, e.t()));
      return head.target(evidence, e.t()).dense().orElseThrow();
    };
  }

  /** The worst case is z = 0 and sigma = .1: 17.3 width^2, .173 (width/sigma)^2. */
  @Test
  void theBoundIsSharpAndOfSecondOrder() {
    for (int count : new int[] {128, 256, 512}) {
      double bound = head(count).discretisationError();
      assertThat(residual(count, 0, 0.9, kernel(0))).isBetween(0.9 * bound, bound);
      for (double z : new double[] {-1, 0.7, 2.5}) {
        assertThat(residual(count, z, 0.5, kernel(z))).isLessThan(0.1 * bound);
      }
    }
  }

  @Test
  void aKernelForAnotherPointMovesTheLaw() {
    assertThat(residual(256, 0.7, 0.5, kernel(0.75))).isGreaterThan(0.02);
    assertThat(residual(256, 0.7, 0.5, kernel(0.7))).isLessThan(0.001);
  }

  @Test
  void itLeavesThePathAsItIs() {
    MetropolisJumpHead head = head(64);
    assertThat(head.role(BinJump.rates(head.bins()))).isEqualTo(Role.DIVERGENCE_FREE);
  }

  @Test
  void otherPathsAreRefused() {
    var tokens = MixturePath.masked(new Categorical(2, 3), new Power(1));
    assertThatThrownBy(() -> new MetropolisJumpHead(tokens, Bins.usual()))
        .hasMessageStartingWith("[GM/UNSUPPORTED] head 'metropolis-jump@1' does not fit the path");
  }
}
