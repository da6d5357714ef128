package org.generatormatching.plugins.jump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Term;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.Weighting;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.schedule.Linear;
import org.generatormatching.spaces.Box;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tck.oracle.ExactModel;
import org.generatormatching.tck.oracle.Field;
import org.generatormatching.tck.oracle.Kolmogorov;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.junit.jupiter.api.Test;

/** Teleporting into bins. */
class MixtureJumpTest {
  private static final Box BOX = new Box(List.of(1), -1, 1, DType.FLOAT64);
  private static final MixturePath PATH = MixturePath.uniform(BOX, new Linear());
  private static final int COUNT = 8;
  private static final MixtureJumpHead HEAD = new MixtureJumpHead(PATH, COUNT);
  private static final BinJump FAMILY = new BinJump(HEAD.bins());

  /**
   * The forward equation for data that fill two bins: nodes of the Gauss rule with 8 points in
   * each, whose mean over a bin is that of every smooth function.
   */
  private static double residual(double speed) {
    double[] node = {
      0.1834346424956498, 0.5255324099163290, 0.7966664774136267, 0.9602898564975363
    };
    double[] mass = {
      0.3626837833783620, 0.3137066458778873, 0.2223810344533745, 0.1012285362903763
    };
    double[] z = new double[16];
    double[] w = new double[16];
    for (int k = 0; k < 16; k++) {
      int bin = k < 8 ? 2 : 5;
      int side = k % 2 == 0 ? 1 : -1;
      double centre = (HEAD.bins().edge(bin) + HEAD.bins().edge(bin + 1)) / 2;
      z[k] = centre + side * node[k / 2 % 4] * HEAD.bins().width() / 2;
      w[k] = mass[k / 2 % 4] / 2 * (bin == 2 ? 0.3 : 0.7);
    }
    Batch data = Batch.of("x", HostArray.of(z, 16, 1));
    Term term =
        Term.of(HEAD, FAMILY, FAMILY.steppers(BOX).get(0)).weighted(Weighting.constant(speed));
    List<TestFunction> fs = BOX.testFunctions();
    return Kolmogorov.exact(
        PATH,
        data,
        w,
        Field.of(new ExactModel(PATH, data, w)),
        BOX.quadrature().orElseThrow().with(data),
        List.of(term),
        fs,
        0.4,
        1);
  }

  /** Two Gauss points a bin, which the family takes, cost the rest. */
  @Test
  void dataThatFillBinsAreCarriedExactly() {
    assertThat(residual(1)).isLessThan(1e-4);
    assertThat(residual(1.02)).isGreaterThan(0.008);
  }

  @Test
  void otherSpacesAreRefused() {
    Euclidean line = Euclidean.of(1);
    MixturePath path = new MixturePath(line, new Linear(), line.reference(), Optional.empty());
    assertThatThrownBy(() -> new MixtureJumpHead(path, 4))
        .hasMessageStartingWith(
            "[GM/UNSUPPORTED] head 'mixture-jump@1' is not defined on a space: found euclidean@1");
  }
}
