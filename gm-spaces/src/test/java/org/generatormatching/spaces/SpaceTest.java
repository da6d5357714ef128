package org.generatormatching.spaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Point;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SpaceTest {
  private static final int N = 4000;

  static Stream<StateSpace> spaces() {
    Map<String, StateSpace> inner = new LinkedHashMap<>();
    inner.put("t", new Categorical(2, 3));
    inner.put("x", Euclidean.float64(1));
    Map<String, StateSpace> outer = new LinkedHashMap<>();
    outer.put("p", new ProductSpace(inner));
    outer.put("y", new Euclidean(List.of(2, 2), DType.FLOAT64));
    return Stream.of(
        Euclidean.float64(1),
        Euclidean.float64(3),
        new Euclidean(List.of(2, 3)),
        new Categorical(1, 2),
        new Categorical(4, 5),
        new ProductSpace(inner),
        new ProductSpace(outer));
  }

  /** What traced code gives for the rows of a batch. */
  private static Batch values(Batch in, UnaryOperator<State> body) {
    Map<String, Tensor> inputs = new LinkedHashMap<>();
    Map<Tensor, HostArray> leaves = new HashMap<>();
    in.signature()
        .arrays()
        .forEach(
            (n, a) -> {
              Tensor t = Tensor.input(n, a.dtype(), a.shape());
              inputs.put(n, t);
              leaves.put(t, in.get(n));
            });
    return run(in.size(), leaves, body.apply(new State(inputs)));
  }

  private static Batch run(int rows, Map<Tensor, HostArray> leaves, State out) {
    List<Tensor> tensors = new ArrayList<>(out.arrays().values());
    List<HostArray> v = Reference.eval(tensors, rows, leaves, new NoiseKey(2, 0, 0));
    Map<String, HostArray> m = new LinkedHashMap<>();
    int i = 0;
    for (String n : out.names()) {
      m.put(n, v.get(i++));
    }
    return new Batch(m);
  }

  private static Batch reference(StateSpace s, int n, String stream) {
    return run(n, Map.of(), s.reference().draw(Rng.root().fork(stream), -1));
  }

  /** SP01: points of the reference law have the space's arrays and are members. */
  @ParameterizedTest
  @MethodSource("spaces")
  void referencePointsAreMembers(StateSpace s) {
    Batch x = reference(s, 50, "a");
    assertThat(x.signature()).isEqualTo(s.point());
    assertThat(values(x, v -> State.of("m", s.isMember(v))).get("m").booleans()).containsOnly(true);
  }

  @Test
  void strangersAreNotMembers() {
    Batch nan = Batch.of("x", HostArray.of(new double[] {1, 0, Double.NaN, 2}, 2, 2));
    Euclidean plane = Euclidean.float64(2);
    assertThat(values(nan, v -> State.of("m", plane.isMember(v))).get("m").booleans())
        .containsExactly(true, false);
    Batch tokens = Batch.of("tokens", HostArray.of(new long[] {0, 2, 0, 3, -1, 1}, 3, 2));
    Categorical three = new Categorical(2, 3);
    assertThat(values(tokens, v -> State.of("m", three.isMember(v))).get("m").booleans())
        .containsExactly(true, false, false);
    Map<String, StateSpace> both = new LinkedHashMap<>(Map.of("t", three));
    both.put("x", plane);
    ProductSpace product = new ProductSpace(both);
    Batch pairs = tokens.rows(0, 2);
    Batch joined = new Batch(Map.of()).join("t", pairs).join("x", nan);
    assertThat(values(joined, v -> State.of("m", product.isMember(v))).get("m").booleans())
        .containsExactly(true, false);
  }

  /** SP02. */
  @ParameterizedTest
  @MethodSource("spaces")
  void distanceIsAMetric(StateSpace s) {
    Batch x = reference(s, N, "a");
    Batch all =
        new Batch(Map.of())
            .join("x", x)
            .join("y", reference(s, N, "b"))
            .join("z", reference(s, N, "c"));
    Batch d =
        values(
            all,
            v -> {
              State a = v.factor("x");
              State b = v.factor("y");
              State c = v.factor("z");
              return State.of("ab", s.distance(a, b), "ba", s.distance(b, a))
                  .with("aa", s.distance(a, a))
                  .with("bc", s.distance(b, c))
                  .with("ac", s.distance(a, c));
            });
    assertThat(d.get("aa").doubles()).containsOnly(0);
    assertThat(d.get("ab")).isEqualTo(d.get("ba"));
    for (int i = 0; i < N; i++) {
      assertThat(d.get("ac").get(i))
          .isLessThanOrEqualTo(d.get("ab").get(i) + d.get("bc").get(i) + 1e-6);
    }
  }

  /** Means and variances of the reference law within 5 standard errors. */
  @Test
  void referenceLawsAreNormalAndUniform() {
    double[] x = reference(Euclidean.float64(3), N, "a").get("x").doubles();
    double mean = 0;
    double square = 0;
    for (double v : x) {
      mean += v / x.length;
      square += v * v / x.length;
    }
    assertThat(mean).isCloseTo(0, within(5 / Math.sqrt(x.length)));
    assertThat(square).isCloseTo(1, within(5 * Math.sqrt(2.0 / x.length)));
    int[] count = new int[5];
    for (long t : reference(new Categorical(4, 5), N, "a").get("tokens").longs()) {
      count[(int) t]++;
    }
    double chi = 0;
    for (int c : count) {
      chi += Math.pow(c - 4 * N / 5.0, 2) / (4 * N / 5.0);
    }
    assertThat(chi).as("chi-square with 4 degrees, false alarm 1e-6").isLessThan(33.4);
  }

  private static double entry(Point p, String name, int i) {
    return p.get(name)[i];
  }

  private static Point moved(Point p, String name, int i, double h) {
    double[] v = p.get(name).clone();
    v[i] += h;
    return p.with(name, v);
  }

  /** Analytic derivatives against central differences, on every real coordinate. */
  @ParameterizedTest
  @MethodSource("spaces")
  void derivativesOfTestFunctionsMatchDifferences(StateSpace s) {
    Point x = reference(s, 1, "a").point(0);
    for (TestFunction f : s.testFunctions()) {
      for (String n : x.arrays().keySet()) {
        if (s.point().get(n).dtype().floating()) {
          check(at(f, x, n), own(x, n), last(n));
        }
      }
    }
  }

  private static String last(String n) {
    return n.substring(n.lastIndexOf('.') + 1);
  }

  private static Point own(Point x, String n) {
    int dot = n.indexOf('.');
    return dot < 0 ? x : own(x.factor(n.substring(0, dot)), n.substring(dot + 1));
  }

  /** f as a function of the factor that holds the array n. */
  private static TestFunction at(TestFunction f, Point x, String n) {
    int dot = n.indexOf('.');
    if (dot < 0) {
      return f;
    }
    String factor = n.substring(0, dot);
    return at(f.at(x, factor), x.factor(factor), n.substring(dot + 1));
  }

  private static void check(TestFunction f, Point x, String n) {
    double h = 1e-4;
    Point g = f.gradient(x);
    Point hess = f.hessianDiagonal(x);
    for (int i = 0; i < x.get(n).length; i++) {
      double up = f.value(moved(x, n, i, h));
      double down = f.value(moved(x, n, i, -h));
      double here = f.value(x);
      assertThat(entry(g, n, i)).isCloseTo((up - down) / (2 * h), within(1e-6));
      assertThat(entry(hess, n, i)).isCloseTo((up + down - 2 * here) / (h * h), within(1e-5));
    }
  }

  /** f.at(whole, factor) is f with the rest frozen. */
  @Test
  void productFunctionsSeenFromAFactorAreTheSameFunctions() {
    StateSpace s = spaces().skip(6).findFirst().orElseThrow();
    Batch x = reference(s, 5, "a");
    for (TestFunction f : s.testFunctions()) {
      for (int i = 0; i < 5; i++) {
        Point p = x.point(i);
        Point inner = p.factor("p");
        double seen = f.at(p, "p").at(inner, "t").value(inner.factor("t"));
        assertThat(seen).isCloseTo(f.value(p), within(1e-12));
      }
    }
  }

  /** Moments of N(0, 1) and the number of points. */
  @Test
  void quadraturesIntegrate() {
    for (int d = 1; d <= 2; d++) {
      Quadrature q = Euclidean.float64(d).quadrature().orElseThrow();
      double total = 0;
      double second = 0;
      for (int i = 0; i < q.masses().length; i++) {
        double r2 = 0;
        for (double v : q.points().point(i).get("x")) {
          r2 += v * v;
        }
        double p = q.masses()[i] * Math.exp(-r2 / 2) / Math.pow(2 * Math.PI, d / 2.0);
        total += p;
        second += p * r2;
      }
      assertThat(total).isCloseTo(1, within(1e-12));
      assertThat(second).isCloseTo(d, within(1e-11));
    }
    Quadrature all = new Categorical(3, 4).quadrature().orElseThrow();
    assertThat(all.masses()).hasSize(64).containsOnly(1);
    List<Point> points = new ArrayList<>();
    for (int i = 0; i < 64; i++) {
      points.add(Point.of("tokens", all.points().point(i).get("tokens")));
    }
    assertThat(
            points.stream()
                .map(p -> List.of(p.get("tokens")[0], p.get("tokens")[1], p.get("tokens")[2]))
                .distinct())
        .hasSize(64);
    assertThat(new Categorical(30, 4).quadrature()).isEmpty();
    assertThat(Euclidean.of(3).quadrature()).isEmpty();
    StateSpace product = spaces().skip(5).findFirst().orElseThrow();
    assertThat(product.quadrature().orElseThrow().masses()).hasSize(9 * 801);
  }

  @Test
  void euclideanGeometryIsFlat() {
    Euclidean s = Euclidean.float64(2);
    Geometry.Riemannian g = s.geometry(Geometry.Riemannian.class).orElseThrow();
    assertThat(s.geometry(Geometry.Flat.class)).isPresent();
    assertThat(s.geometry(Geometry.Sites.class)).isEmpty();
    assertThat(g.tangent()).isEqualTo(s.point());
    Batch both = reference(s, 10, "a").join("y", reference(s, 10, "b"));
    Batch out =
        values(
            both,
            v -> {
              State x = State.of("x", v.get("x"));
              State y = v.factor("y");
              State u = g.log(x, y);
              return g.exp(x, u)
                  .with("inner", g.inner(x, u, u))
                  .with("distance", s.distance(x, y).square())
                  .with("noise", g.tangentNoise(Rng.root(), x).get("x"));
            });
    assertThat(out.get("x").doubles())
        .usingComparatorWithPrecision(1e-14)
        .containsExactly(both.get("y.x").doubles());
    assertThat(out.get("inner").doubles())
        .usingComparatorWithPrecision(1e-12)
        .containsExactly(out.get("distance").doubles());
    assertThat(out.get("noise").dims()).containsExactly(10, 2);
  }

  @Test
  void settingsAreChecked() {
    assertThatThrownBy(() -> new Euclidean(List.of(2, 0)))
        .hasMessage(
            "[GM/CONFIG] the shape of a Euclidean space is not one: found dims = [2, 0]; expected at"
                + " least one dimension, all of them at least 1");
    assertThatThrownBy(() -> new Euclidean(List.of(2), DType.INT64))
        .hasMessage(
            "[GM/CONFIG] the numbers of a Euclidean space are not real: found dtype = INT64; expected"
                + " FLOAT32 or FLOAT64");
    assertThatThrownBy(() -> new Categorical(0, 3))
        .hasMessage(
            "[GM/CONFIG] a categorical space is too small: found sites = 0, tokens = 3; expected sites"
                + " >= 1 and tokens >= 2");
    assertThatThrownBy(() -> new ProductSpace(Map.of("a.b", Euclidean.of(1))))
        .hasMessageContaining("[GM/CONFIG] the factors of a product space need names");
  }

  @Test
  void pluginMakesItsSpaces() {
    SpacesPlugin plugin = new SpacesPlugin();
    assertThat(plugin.stateSpaces())
        .extracting(f -> f.id().toString())
        .containsExactly("euclidean@1", "box@1", "categorical@1");
    assertThat(plugin.descriptor().apiLevel()).isEqualTo(1);
  }
}
