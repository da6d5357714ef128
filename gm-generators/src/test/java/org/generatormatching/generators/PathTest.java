package org.generatormatching.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.path.ProductPath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Cosine;
import org.generatormatching.api.schedule.Power;
import org.generatormatching.api.schedule.VariancePreserving;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.spaces.ProductSpace;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PathTest {
  private static final int N = 20000;

  private record Case(String name, ConditionalPath path, Batch z) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static Batch real(double... v) {
    return Batch.of("x", HostArray.of(v, 1, v.length));
  }

  private static Batch sites(long... v) {
    return Batch.of("tokens", HostArray.of(v, 1, v.length));
  }

  static Stream<Case> paths() {
    Euclidean line = Euclidean.float64(1);
    Categorical tokens = new Categorical(3, 4);
    ConditionalPath gaussian = new AffineGaussianPath(line, new Cosine());
    ConditionalPath masked = MixturePath.masked(tokens, new Power(2));
    Map<String, ConditionalPath> both = new LinkedHashMap<>();
    both.put("a", masked);
    both.put("y", gaussian);
    Map<String, StateSpace> spaces = new LinkedHashMap<>();
    spaces.put("a", tokens);
    spaces.put("y", line);
    ProductSpace space = new ProductSpace(spaces);
    Batch z = new Batch(Map.of()).join("a", sites(2, 0, 1)).join("y", real(0.7));
    return Stream.of(
        new Case("cond-ot", new AffineGaussianPath(line, Convex.condOt()), real(0.7)),
        new Case("cosine", gaussian, real(-1.2)),
        new Case("vp", new AffineGaussianPath(line, VariancePreserving.usual()), real(0.7)),
        new Case(
            "plane",
            new AffineGaussianPath(Euclidean.float64(2), Convex.condOt()),
            real(0.7, -0.2)),
        new Case("masked", masked, sites(2, 0, 1)),
        new Case("uniform", MixturePath.uniform(tokens, new Power(1)), sites(2, 0, 1)),
        new Case("product", new ProductPath(space, both), z));
  }

  private static Batch draws(ConditionalPath path, Batch z, double t, int n) {
    return Interpreted.of(
        z.rows(new int[n]),
        5,
        s -> {
          Drawn d = path.draw(Rng.root(), s, Times.at(t, s.rows()));
          return d.xt().join("noise", d.noise());
        });
  }

  private static PathTrait.Density density(ConditionalPath path) {
    return path.require(PathTrait.Density.class, "a test");
  }

  /** {log density, its rate} at the nodes of the space's quadrature. */
  private static Batch density(ConditionalPath path, Batch z, double t) {
    Quadrature q = path.space().quadrature().orElseThrow();
    Batch in = q.points().join("z", z.rows(new int[q.masses().length]));
    return Interpreted.of(
        in,
        0,
        s -> {
          State x = s.only(q.points().arrays().keySet());
          Times time = Times.at(t, s.rows());
          PathTrait.Density d = density(path);
          return State.of(
              "log",
              d.logDensity(x, s.factor("z"), time),
              "rate",
              d.logDensityRate(x, s.factor("z"), time));
        });
  }

  @ParameterizedTest
  @MethodSource("paths")
  void endsAtThePoint(Case c) {
    Batch x = draws(c.path, c.z, 1, 8);
    for (String n : c.z.arrays().keySet()) {
      assertThat(x.get(n)).isEqualTo(c.z.get(n).rows(new int[8]));
    }
  }

  /** The same noise as the source's own: at t = 0 nothing of z is left. */
  @ParameterizedTest
  @MethodSource("paths")
  void startsWithoutThePoint(Case c) {
    if (c.name.equals("vp")) {
      return; // alpha(0) = 0.0066
    }
    Batch x = draws(c.path, c.z, 0, 8);
    Batch other = new Batch(Map.of());
    for (var e : c.z.arrays().entrySet()) {
      other = other.with(e.getKey(), HostArray.zeros(e.getValue().dtype(), e.getValue().dims()));
    }
    Batch y = draws(c.path, other, 0, 8);
    assertThat(x.arrays()).isEqualTo(y.arrays());
  }

  @ParameterizedTest
  @MethodSource("paths")
  void densityIntegratesToOneAndItsRateToZero(Case c) {
    double[] mass = c.path.space().quadrature().orElseThrow().masses();
    for (double t : new double[] {0, 0.3, 0.8}) {
      Batch p = density(c.path, c.z, t);
      double total = 0;
      double change = 0;
      for (int i = 0; i < mass.length; i++) {
        double v = mass[i] * Math.exp(p.get("log").get(i));
        total += v;
        change += v == 0 ? 0 : v * p.get("rate").get(i);
      }
      assertThat(total).isCloseTo(1, within(1e-9));
      assertThat(change).isCloseTo(0, within(1e-9));
    }
  }

  @ParameterizedTest
  @MethodSource("paths")
  void rateIsTheDifferenceOfLogDensities(Case c) {
    double h = 1e-5;
    Batch p = density(c.path, c.z, 0.4);
    Batch up = density(c.path, c.z, 0.4 + h);
    Batch down = density(c.path, c.z, 0.4 - h);
    for (int i = 0; i < p.size(); i++) {
      double log = p.get("log").get(i);
      double rate = p.get("rate").get(i);
      if (log == Double.NEGATIVE_INFINITY) {
        assertThat(rate).isFinite();
      } else {
        double difference = (up.get("log").get(i) - down.get("log").get(i)) / (2 * h);
        assertThat(rate).isCloseTo(difference, within(1e-6 * (1 + Math.abs(difference))));
      }
    }
  }

  @ParameterizedTest
  @MethodSource("paths")
  void noiseExplainsTheDraw(Case c) {
    PathTrait.Interpolant at = c.path.require(PathTrait.Interpolant.class, "a test");
    Batch x = draws(c.path, c.z, 0.4, 50);
    Batch in = x.join("z", c.z.rows(new int[50]));
    Batch back =
        Interpreted.of(
            in,
            0,
            s -> {
              Times t = Times.at(0.4, s.rows());
              State z = s.factor("z");
              State again = at.at(z, s.factor("noise"), t);
              State explained = at.at(z, density(c.path).explain(again, z, t).noise(), t);
              return again.join("explained", explained);
            });
    for (String n : c.z.arrays().keySet()) {
      assertThat(back.get(n)).isEqualTo(x.get(n));
      assertThat(back.get("explained." + n).doubles())
          .usingComparatorWithPrecision(1e-12)
          .containsExactly(x.get(n).doubles());
    }
  }

  /** Frequencies of the 64 points of a space against the density: chi-square, false alarm 1e-6. */
  @Test
  void drawsOfTokensFollowTheDensity() {
    ConditionalPath path = MixturePath.uniform(new Categorical(3, 4), new Power(1));
    Batch z = sites(2, 0, 1);
    double[] log = density(path, z, 0.35).get("log").doubles();
    long[] x = draws(path, z, 0.35, N).get("tokens").longs();
    int[] count = new int[64];
    for (int i = 0; i < N; i++) {
      count[(int) (x[3 * i] + 4 * x[3 * i + 1] + 16 * x[3 * i + 2])]++;
    }
    double chi = 0;
    for (int i = 0; i < 64; i++) {
      double expected = N * Math.exp(log[i]);
      chi += (count[i] - expected) * (count[i] - expected) / expected;
    }
    assertThat(chi).isLessThan(132);
  }

  /** An atom at z outweighs the density, and its mass is kappa. */
  @Test
  void mixtureOnTheLineReportsItsAtom() {
    Euclidean line = Euclidean.float64(1);
    MixturePath path =
        new MixturePath(
            line,
            new Power(1),
            line.reference(),
            Optional.of(x -> State.of(MixturePath.LOG, x.get("x").squeeze(1).like(-2))));
    Batch in = Batch.of("x", HostArray.of(new double[] {0.5, 0.6}, 2, 1));
    Batch p =
        Interpreted.of(
            in,
            0,
            x -> {
              State z = x.map(v -> v.like(0.5));
              Times t = Times.at(0.25, x.rows());
              PathTrait.Density d = density(path);
              return State.of("log", d.logDensity(x, z, t), "rate", d.logDensityRate(x, z, t));
            });
    assertThat(p.get("log").get(0)).isEqualTo(PathTrait.Density.ATOM + Math.log(0.25));
    assertThat(p.get("log").get(1)).isCloseTo(Math.log(0.75) - 2, within(1e-15));
    assertThat(p.get("rate").doubles()).containsExactly(4, -1 / 0.75);
  }

  @Test
  void pathsRefuseWhatTheyCannotDo() {
    assertThatThrownBy(() -> new AffineGaussianPath(new Categorical(2, 3), Convex.condOt()))
        .hasMessage(
            "[GM/UNSUPPORTED] an affine Gaussian path needs floating arrays: found 'tokens' INT64[B, 2]"
                + " of categorical@1");
    assertThatThrownBy(() -> MixturePath.masked(Euclidean.of(2), new Power(1)))
        .hasMessage(
            "[GM/UNSUPPORTED] a space has no tokens to start from: found euclidean@1; expected a space"
                + " of sites");
    ConditionalPath masked = MixturePath.masked(new Categorical(2, 3), new Power(1));
    assertThatThrownBy(() -> GaussianHead.velocity(masked))
        .hasMessage(
            "[GM/UNSUPPORTED] head 'velocity@1' does not fit the path mixture@1 on categorical@1:"
                + " expected a path with the trait AffineGaussian");
  }

  /** A lifted head of one factor sees its own arrays and its own time. */
  @Test
  void productsGiveFactorsTheirOwnTimes() {
    Case c = paths().filter(p -> p.name.equals("product")).findFirst().orElseThrow();
    Batch x =
        Interpreted.of(
            c.z.rows(new int[200]),
            3,
            s -> {
              Times t = Times.at(0, s.rows()).with("a", Times.end(s.rows()));
              return c.path.draw(Rng.root(), s, t).xt();
            });
    assertThat(x.get("a.tokens")).isEqualTo(c.z.get("a.tokens").rows(new int[200]));
    assertThat(List.of(x.get("y.x").get(0))).doesNotContain(0.7);
  }

  @Test
  void convexSchedulesNeedTheirOwnId() {
    Convex k = new Convex(ComponentId.of("polynomial@1"), new Power(2));
    assertThat(k.id()).hasToString("polynomial@1");
    Tensor end = k.sigma(Times.end(Shape.B));
    assertThat(end.dtype()).isEqualTo(DType.FLOAT64);
  }
}
