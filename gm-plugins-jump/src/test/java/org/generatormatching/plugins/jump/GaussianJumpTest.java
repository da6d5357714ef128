package org.generatormatching.plugins.jump;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.generatormatching.api.Batch;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.Point;
import org.generatormatching.api.State;
import org.generatormatching.api.Term;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Power;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GaussianJumpTest {
  private static final Euclidean LINE = Euclidean.float64(1);
  private static final AffineGaussianPath PATH = new AffineGaussianPath(LINE, Convex.condOt());

  private static Head head(Bins bins) {
    return new GaussianJump(bins).solve(PATH);
  }

  private static Bins bins(int count) {
    return new Bins(Bins.usual().low(), Bins.usual().high(), count);
  }

  /** The default bins keep the declared bound, a generator that is 2 % too fast does not. */
  @ParameterizedTest
  @CsvSource({
    "-1, .1", "0, .1", ".7, .1", "-1, .5", "0, .5", ".7, .5", "-1, .9", "0, .9", ".7, .9", "2.5, .5"
  })
  void theDefaultBinsKeepTheDeclaredBound(double z, double t) {
    double bound = head(Bins.usual()).discretisationError();
    assertThat(bound).isBetween(0.0055, 0.0056);
    assertThat(residual(Bins.usual(), z, t, 1)).isLessThan(bound);
    assertThat(residual(Bins.usual(), z, t, 1.02)).isGreaterThan(2 * bound);
  }

  /** The worst case is at sigma = .1; there the bound is not idle, and of second order. */
  @Test
  void theBoundIsSharpAndOfSecondOrder() {
    for (int count : new int[] {128, 256, 512}) {
      double bound = head(bins(count)).discretisationError();
      assertThat(residual(bins(count), 0, 0.9, 1)).isBetween(0.7 * bound, bound);
    }
    assertThat(residual(Bins.usual(), 0, 0.98, 1)).as("beyond sigma = .1").isGreaterThan(0.1);
  }

  /** Bins that cover the data only lose what jumps beyond them: measured .066, z = .7, t = .1. */
  @Test
  void binsOnTheDataAloneDoNotCarryThePath() {
    Bins narrow = new Bins(-1.0, 1.0, 256);
    assertThat(residual(narrow, 0.7, 0.1, 1))
        .isGreaterThan(100 * head(narrow).discretisationError());
    assertThat(residual(new Bins(-1.65, 1.65, 256), 0.7, 0.1, 1)).isLessThan(1e-4);
  }

  @Test
  void aHeadAndAFamilyOverOtherBinsAreRefusedTogether() {
    BinJump family = new BinJump(bins(128));
    assertThat(Term.of(head(bins(128)), family, family.steppers(LINE).get(0)).head())
        .isEqualTo(head(bins(128)));
    assertThatThrownBy(() -> Term.of(head(bins(64)), family, family.steppers(LINE).get(0)))
        .hasMessage(
            "[GM/HEAD] family 'bin-jump@1' wants coordinates that head 'gaussian-jump@1' does not"
                + " give: found [bin-rates@1 over 64 bins on [-4.25, 4.25]]; expected bin-rates@1 over"
                + " 128 bins on [-4.25, 4.25]");
  }

  @Test
  void binsAndPathsThatDoNotFitAreRefused() {
    assertThatThrownBy(() -> new Bins(1.0, 1.0, 1))
        .hasMessage(
            "[GM/CONFIG] these are no bins: found low = 1.0, high = 1.0, count = 1; expected low <"
                + " high, both finite, and count >= 2");
    var tokens = MixturePath.masked(new Categorical(2, 3), new Power(1));
    assertThat(new GaussianJump(Bins.usual()).supports(tokens)).isFalse();
    assertThat(new GaussianJump(Bins.usual()).supports(PATH)).isTrue();
    assertThatThrownBy(() -> new GaussianJumpHead(tokens, Bins.usual()))
        .hasMessage(
            "[GM/UNSUPPORTED] head 'gaussian-jump@1' does not fit the path mixture@1 on"
                + " categorical@1: expected a path with the trait AffineGaussian");
  }

  /**
   * |d/dt &lt;p, f&gt; - &lt;p, c L f&gt;| over &lt;p, |L f|&gt; for p = N(t z, (1 - t)^2), the
   * worst of all test functions. 200 nodes per deviation: the kinks of L f cost 1e-5.
   */
  private static double residual(Bins bins, double z, double t, double c) {
    int n = 3601;
    double[] u = new double[n];
    double[] x = new double[n];
    for (int i = 0; i < n; i++) {
      u[i] = (i - 1800) / 200.0;
      x[i] = t * z + (1 - t) * u[i];
    }
    Batch points = Batch.of("x", HostArray.of(x, n, 1));
    Batch rates = Batch.of("x", Reference.eval(rates(bins, z, t, x, u)));
    BinJump family = new BinJump(bins);
    double worst = 0;
    for (TestFunction f : LINE.testFunctions()) {
      double change = 0;
      double moved = 0;
      double scale = 0;
      for (int i = 0; i < n; i++) {
        double p = Math.exp(-u[i] * u[i] / 2);
        Point y = points.point(i);
        double l = family.action(f, y, rates.point(i));
        change += p * (1 + u[i] * z - u[i] * u[i]) / (1 - t) * f.value(y);
        moved += p * c * l;
        scale += p * Math.abs(l);
      }
      worst = Math.max(worst, Math.abs(change - moved) / scale);
    }
    return worst;
  }

  private static Tensor rates(Bins bins, double z, double t, double[] x, double[] u) {
    Head head = head(bins);
    State xt = State.of("x", Tensor.of(HostArray.of(x, x.length, 1)));
    State noise = State.of("x", Tensor.of(HostArray.of(u, x.length, 1)));
    Times at = Times.at(t, x.length);
    Evidence data = Evidence.data(xt.map(v -> v.like(z)), new Drawn(xt, noise));
    State value = head.target(data, at).dense().orElseThrow();
    return head.evaluate(new BinJump(bins).wants(), value, xt, at).get("x");
  }
}
