package org.generatormatching.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Context;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Head;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Cosine;
import org.generatormatching.api.schedule.Power;
import org.generatormatching.api.schedule.VariancePreserving;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tck.oracle.ExactModel;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class HeadTest {
  private static final double[] POINTS = {-1, 0.4, 1.5};
  private static final double[] WEIGHTS = {0.2, 0.5, 0.3};
  private static final double T = 0.5;
  private static final double R = 0.8;
  private static final double X = 0.3;

  private final Euclidean space = Euclidean.float64(1);

  static Stream<GaussianSchedule> schedules() {
    return Stream.of(
        Convex.condOt(),
        new Convex(ComponentId.of("polynomial@1"), new Power(2)),
        new Cosine(),
        VariancePreserving.usual());
  }

  private static Batch column(double... v) {
    return Batch.of("x", HostArray.of(v, v.length, 1));
  }

  private static double at(Function<Times, Tensor> f, double t) {
    return Interpreted.of(1, 0, () -> State.of("v", f.apply(Times.at(t, 1)))).get("v").get(0);
  }

  private static double normal(double x, double mean, double variance) {
    return Math.exp(-(x - mean) * (x - mean) / (2 * variance)) / Math.sqrt(variance);
  }

  /** p_{r|t}(x_r | x_t) at the nodes, normalised. */
  private static double[] later(GaussianSchedule s, double[] nodes) {
    double alphaR = at(s.alpha()::value, R);
    double sigmaR = at(s::sigma, R);
    double a = at(s.alpha()::value, T) / alphaR;
    double c = Math.pow(at(s::sigma, T), 2) - Math.pow(a * sigmaR, 2);
    double[] p = new double[nodes.length];
    double sum = 0;
    for (int i = 0; i < p.length; i++) {
      for (int k = 0; k < POINTS.length; k++) {
        p[i] += WEIGHTS[k] * normal(nodes[i], alphaR * POINTS[k], sigmaR * sigmaR);
      }
      p[i] *= normal(X, a * nodes[i], c);
      sum += p[i];
    }
    for (int i = 0; i < p.length; i++) {
      p[i] /= sum;
    }
    return p;
  }

  /**
   * Bootstrapping: the mean over p_{r|t}(x_r | x_t), by quadrature, of the target of x_r is the
   * mean of the target of z over the posterior.
   */
  @ParameterizedTest
  @MethodSource("schedules")
  void targetsOfLaterPointsAverageToTheMarginal(GaussianSchedule s) {
    ConditionalPath path = new AffineGaussianPath(space, s);
    Quadrature q = space.box(6, 2401);
    double[] weights = later(s, q.points().get("x").doubles());
    ExactModel model = new ExactModel(path, column(POINTS), WEIGHTS);
    for (Head h : List.of(GaussianHead.velocity(path), GaussianHead.x1(path))) {
      Batch exact =
          Interpreted.of(
              column(X), 0, x -> model.at(x, Times.at(T, x.rows()), Context.none()).of(h).value());
      double[] target = laterTargets(path, h, q.points(), R).get("x").doubles();
      double mean = 0;
      for (int i = 0; i < target.length; i++) {
        mean += weights[i] * target[i];
      }
      assertThat(mean).isCloseTo(exact.get("x").get(0), within(1e-9));
    }
  }

  private static Batch laterTargets(ConditionalPath path, Head h, Batch z, double r) {
    return Interpreted.of(
        z,
        0,
        end -> {
          Times t = Times.at(T, end.rows());
          Tensor later = t.t().like(r);
          State x = end.map(v -> v.like(X));
          Drawn d = path.require(PathTrait.Density.class, "a test").explain(x, end, t);
          Evidence e = new Evidence(end, Times.of(later), d, Optional.empty());
          return h.target(e, t).dense().orElseThrow();
        });
  }

  /** Evidence at r = 1 that was not known to be data while tracing. */
  @ParameterizedTest
  @MethodSource("schedules")
  void evidenceAtOneIsData(GaussianSchedule s) {
    ConditionalPath path = new AffineGaussianPath(space, s);
    Batch z = column(POINTS);
    Batch velocity = laterTargets(path, GaussianHead.velocity(path), z, 1);
    double x1 = laterTargets(path, GaussianHead.x1(path), z, 1).get("x").get(1);
    assertThat(x1).isEqualTo(POINTS[1]);
    double noise = (X - at(s.alpha()::value, T) * POINTS[1]) / at(s::sigma, T);
    double u = at(s.alpha()::derivative, T) * POINTS[1] + at(s::sigmaDerivative, T) * noise;
    assertThat(velocity.get("x").get(1)).isCloseTo(u, within(1e-12));
  }

  /**
   * Both ends of a straight path: no 0/0 in targets, parameters of the x1 head finite up to t = 1.
   */
  @Test
  void targetsAreFiniteAtBothEnds() {
    ConditionalPath path = new AffineGaussianPath(space, Convex.condOt());
    Head velocity = GaussianHead.velocity(path);
    for (double t : new double[] {0, 1e-12, 1 - 1e-12, 1}) {
      Batch out =
          Interpreted.of(
              column(POINTS),
              4,
              z -> {
                Times time = Times.at(t, z.rows());
                Drawn d = path.draw(Rng.root(), z, time);
                State u = velocity.target(Evidence.data(z, d), time).dense().orElseThrow();
                return State.of("u", u.get("x"), "want", z.minus(d.noise()).get("x"));
              });
      assertThat(out.get("u")).isEqualTo(out.get("want"));
    }
  }

  /** A schedule that starts flat: the score of the source, not 0/0. */
  @Test
  void scoreAtTheStartIsThatOfTheSource() {
    ConditionalPath path =
        new AffineGaussianPath(space, new Convex(ComponentId.of("polynomial@1"), new Power(2)));
    for (Head h : List.of(GaussianHead.velocity(path), GaussianHead.x1(path))) {
      Batch out =
          Interpreted.of(
              column(POINTS),
              0,
              x ->
                  h.evaluate(
                      CoordinateId.DRIFT_VARIANCE,
                      x.map(v -> v.like(0)),
                      x,
                      Times.at(0, x.rows())));
      assertThat(out.get("drift.x").doubles()).containsExactly(0.5, -0.2, -0.75);
      assertThat(out.get("variance.x").doubles()).containsOnly(1);
    }
  }

  @Test
  void otherCoordinatesAreRefused() {
    Head h = GaussianHead.x1(new AffineGaussianPath(space, Convex.condOt()));
    State x = State.of("x", Tensor.full(0, space.dtype(), space.point().get("x").shape()));
    assertThatThrownBy(() -> h.toParameter(CoordinateId.SITE_RATES, x, x, Times.at(0.5, x.rows())))
        .hasMessageStartingWith(
            "[GM/HEAD] head 'x1@1' does not give the wanted coordinates: found site-rates@1; expected ");
  }

  /** Where no data point leads, weights are 0 instead of 0/0. */
  @Test
  void exactModelHasNoPosteriorWhereNothingLeads() {
    var tokens = new Categorical(2, 3);
    ConditionalPath path = MixturePath.masked(tokens, new Power(1));
    Batch data = Batch.of("tokens", HostArray.of(new long[] {0, 0, 1, 1}, 2, 2));
    ExactModel model = new ExactModel(path, data, new double[] {0.25, 0.75});
    Batch x = Batch.of("tokens", HostArray.of(new long[] {2, 2, 0, 2, 0, 1}, 3, 2));
    Batch w =
        Interpreted.of(
            x,
            0,
            s ->
                State.of(
                    "w", model.evidence(s, Times.at(0.5, s.rows())).posterior().orElseThrow()));
    assertThat(w.get("w").doubles())
        .usingComparatorWithPrecision(1e-15)
        .containsExactly(0.25, 0.75, 1, 0, 0, 0);
    assertThatThrownBy(() -> new ExactModel(path, data, new double[] {1}))
        .hasMessage(
            "[GM/INPUT] an exact model needs a positive weight per data point: found 1 weights for 2"
                + " points");
  }

  @Test
  void solutionIsTheHeadOfVelocities() {
    AffineGaussianFlow s = new AffineGaussianFlow();
    ConditionalPath path = new AffineGaussianPath(space, Convex.condOt());
    assertThat(s.supports(path)).isTrue();
    assertThat(s.solve(path).gives()).contains(s.family().wants());
    var tokens = new Categorical(2, 3);
    ConditionalPath masked = MixturePath.masked(tokens, new Power(1));
    assertThat(s.supports(masked)).isFalse();
    assertThat(new MixtureCtmc().supports(masked)).isTrue();
    assertThat(new MixtureCtmc().supports(path)).isFalse();
  }

  @Test
  void posteriorsNeedSitesAndAreNoVelocities() {
    ConditionalPath line =
        new MixturePath(space, new Power(1), space.reference(), Optional.empty());
    assertThatThrownBy(() -> new PosteriorHead(line))
        .hasMessage(
            "[GM/UNSUPPORTED] head 'posterior@1' is not defined on a space: found euclidean@1;"
                + " expected a space of sites (Geometry.Sites)");
    var tokens = new Categorical(2, 3);
    Head head = new MixtureCtmc().solve(MixturePath.uniform(tokens, new Power(1)));
    State none = State.empty();
    Times t = Times.at(0.5, 1);
    assertThatThrownBy(() -> head.toParameter(CoordinateId.VELOCITY, none, none, t))
        .hasMessageStartingWith(
            "[GM/HEAD] head 'posterior@1' does not give the wanted coordinates: found velocity@1;"
                + " expected [");
  }
}
