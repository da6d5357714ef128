package org.generatormatching.generators.toy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Clock;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Factor;
import org.generatormatching.api.FactorizedModel;
import org.generatormatching.api.Head;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.Lifted;
import org.generatormatching.api.Model;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Predictions;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.State;
import org.generatormatching.api.Supervision;
import org.generatormatching.api.Term;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Times;
import org.generatormatching.api.Weighting;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.DataSupervision;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.path.ProductPath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Power;
import org.generatormatching.generators.Ctmc;
import org.generatormatching.generators.Flow;
import org.generatormatching.generators.GaussianHead;
import org.generatormatching.generators.GeneralisedKl;
import org.generatormatching.generators.ModelLoss;
import org.generatormatching.generators.PosteriorHead;
import org.generatormatching.generators.SquaredError;
import org.generatormatching.generators.TimeLaw;
import org.generatormatching.generators.kit.LossSlope;
import org.generatormatching.generators.kit.Simulated;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.spaces.ProductSpace;
import org.generatormatching.tck.oracle.ExactModel;
import org.generatormatching.tck.oracle.Field;
import org.generatormatching.tck.oracle.Kolmogorov;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Toy (e): a two-state chain a and a real y with dependent data, y = (2a - 1) + 0.3 u: the joint
 * generator is the sum of lifted terms whose values depend on the whole point. Statistics of
 * simulations are normal: |z| &lt; 5 has a false alarm in 1.7 million.
 */
class ProductToyTest {
  private static final int POINTS = 18;
  private static final int N = 8000;

  private final Categorical two = new Categorical(1, 2);
  private final Euclidean line = Euclidean.float64(1);
  private final ConditionalPath pathA = MixturePath.uniform(two, new Power(2));
  private final ConditionalPath pathY = new AffineGaussianPath(line, Convex.condOt());
  private final Head headA = new PosteriorHead(pathA);
  private final Head headY = GaussianHead.x1(pathY);
  private final ProductSpace space = new ProductSpace(ordered("a", two, "y", line));
  private final ConditionalPath path = new ProductPath(space, ordered("a", pathA, "y", pathY));
  private final Supervision supervision = new DataSupervision(path);
  private final double[] weights = weights();
  private final Batch data = data();
  private final Model exact = new ExactModel(path, data, weights);
  private final List<Term> terms = wired();

  /** Everything that a user composes: continuous terms first, jumps last. */
  private List<Term> wired() {
    Flow flow = new Flow();
    Ctmc ctmc = new Ctmc();
    return List.of(
        Lifted.term("y", Term.of(headY, flow, flow.steppers(line).get(2))),
        Lifted.term("a", Term.of(headA, ctmc, ctmc.steppers(two).get(0))));
  }

  private FactorizedModel factors() {
    return new FactorizedModel(
        List.of(
            new Factor("a", two, pathA, List.of(new HeadLoss(headA, new GeneralisedKl(), 2))),
            new Factor("y", line, pathY, List.of(new HeadLoss(headY, new SquaredError(), 1)))),
        supervision);
  }

  private static <T> Map<String, T> ordered(String n1, T v1, String n2, T v2) {
    Map<String, T> m = new LinkedHashMap<>();
    m.put(n1, v1);
    m.put(n2, v2);
    return m;
  }

  private static double u(int k) {
    return (k % 9 - 4) * 0.5;
  }

  private static double[] weights() {
    double[] w = new double[POINTS];
    double sum = 0;
    for (int k = 0; k < POINTS; k++) {
      w[k] = (k < 9 ? 0.4 : 0.6) * Math.exp(-u(k) * u(k) / 2);
      sum += w[k];
    }
    for (int k = 0; k < POINTS; k++) {
      w[k] /= sum;
    }
    return w;
  }

  private static Batch data() {
    long[] a = new long[POINTS];
    double[] y = new double[POINTS];
    for (int k = 0; k < POINTS; k++) {
      a[k] = k / 9;
      y[k] = 2 * a[k] - 1 + 0.3 * u(k);
    }
    return new Batch(Map.of())
        .join("a", Batch.of("tokens", HostArray.of(a, POINTS, 1)))
        .join("y", Batch.of("x", HostArray.of(y, POINTS, 1)));
  }

  /** n independent data points. */
  private Batch drawn(int n) {
    HostRng rng = HostRng.of(4);
    int[] index = new int[n];
    for (int i = 0; i < n; i++) {
      double left = rng.uniform();
      while (index[i] < POINTS - 1 && left >= weights[index[i]]) {
        left -= weights[index[i]++];
      }
    }
    return data.rows(index);
  }

  /** Each head is the exact model of its own factor, blind to the other coordinate. */
  private Model blind() {
    Model a = new ExactModel(pathA, data.factor("a"), weights);
    Model y = new ExactModel(pathY, data.factor("y"), weights);
    return (x, t, c) -> {
      Predictions ofA = a.at(x.factor("a"), t.factor("a"), c);
      Predictions ofY = y.at(x.factor("y"), t.factor("y"), c);
      return head -> head.equals(Lifted.head("a", headA)) ? ofA.of(headA) : ofY.of(headY);
    };
  }

  private Quadrature nodes() {
    return space.quadrature().orElseThrow();
  }

  private static List<Term> fast(List<Term> terms, int which) {
    List<Term> r = new ArrayList<>(terms);
    r.set(which, r.get(which).weighted(Weighting.constant(1.02)));
    return r;
  }

  /** MM01. */
  @Test
  void sumOfFactorsSolvesTheConditionalEquation() {
    Batch z = data.rows(12, 13);
    assertThat(Kolmogorov.exact(path, z, terms, 0.4)).isLessThan(1e-9);
    assertThat(Kolmogorov.exact(path, z, fast(terms, 0), 0.4)).isGreaterThan(5e-3);
    assertThat(Kolmogorov.exact(path, z, fast(terms, 1), 0.4)).isGreaterThan(5e-3);
  }

  @Test
  void sumOfFactorsSolvesTheMarginalEquation() {
    assertThat(marginal(exact, terms)).isLessThan(1e-9);
    assertThat(marginal(exact, fast(terms, 0))).isGreaterThan(5e-3);
    assertThat(marginal(exact, fast(terms, 1))).isGreaterThan(5e-3);
    assertThat(marginal(blind(), terms)).isGreaterThan(0.1);
  }

  private double marginal(Model m, List<Term> ts) {
    List<TestFunction> fs = space.testFunctions();
    return Kolmogorov.exact(path, data, weights, Field.of(m), nodes(), ts, fs, 0.4, 1);
  }

  /** The clock holds a at 0.5 while y moves alone. */
  @Test
  void factorsMoveOnTheirOwnClocks() {
    List<Term> y = terms.subList(0, 1);
    assertThat(held(y)).isLessThan(5);
    List<Term> fast = List.of(y.get(0).weighted(Weighting.constant(1.3)));
    assertThat(held(fast)).isGreaterThan(6.5);
  }

  private double held(List<Term> ts) {
    return Kolmogorov.dynkin(
        supervision,
        drawn(20000),
        ts,
        Field.of(exact),
        space.testFunctions(),
        0.3,
        0.7,
        7,
        1,
        t -> t.with("a", Times.at(0.5, t.t().shape().dim(0))));
  }

  @Test
  void lossIsMinimalAtTheExactModel() {
    for (TimeLaw times : List.of(TimeLaw.uniform(), TimeLaw.independent(List.of("a", "y")))) {
      assertThat(Math.abs(slope(times, 0))).isLessThan(5);
      assertThat(Math.abs(slope(times, 0.2))).isGreaterThan(6.5);
    }
  }

  private double slope(TimeLaw times, double bias) {
    return LossSlope.of(
        eps -> {
          Model moved =
              (x, t, c) -> {
                Predictions p = exact.at(x, t, c);
                return head -> moved(p.of(head).value(), eps.plus(bias));
              };
          return new ModelLoss(factors(), moved, times);
        },
        drawn(N),
        3);
  }

  /** E[z|x] shifted by eps, or log odds shifted by eps. */
  private static Prediction moved(State value, Tensor eps) {
    if (value.names().contains("x")) {
      return Prediction.of(value.map(v -> v.plus(eps.alignTo(v))));
    }
    Tensor p = value.get("p");
    Tensor first = Tensor.of(HostArray.of(new double[] {1, 0}));
    Tensor log = p.max(1e-12).log().plus(eps.alignTo(p).times(first)).logSoftmax(-1);
    return Prediction.exp(State.of("p", log));
  }

  /** y given a: a's clock stands at 1, only y's term is simulated. */
  @Test
  void conditionalGenerationHoldsAFactorAtItsData() {
    for (int a = 0; a < 2; a++) {
      int n = 2000;
      double[] token = new double[n];
      Arrays.fill(token, a);
      Batch y0 = Batch.of("x", HostArray.of(HostRng.of(a).normals(n), n, 1));
      Batch start =
          new Batch(Map.of())
              .join("a", Batch.of("tokens", HostArray.of(DType.INT64, token, n, 1)))
              .join("y", y0);
      SampleRequest request =
          SampleRequest.of(terms.subList(0, 1), path.source(), n, TimeGrid.uniform(40), 2)
              .from(start)
              .with(Clock.holding(Map.of("a", 1.0)));
      Batch end = Simulated.samples(exact, request).points();
      assertThat(end.get("a.tokens")).isEqualTo(start.get("a.tokens"));
      double mean = Statistics.mean(end.get("y.x").doubles());
      assertThat(mean).isCloseTo(2 * a - 1, within(5 * 0.3 / Math.sqrt(n)));
    }
  }

  /** The joint law at t = 1; heads that see only their own coordinate lose the dependence. */
  @Test
  void jointLawIsReachedAndBlindFactorsMissIt() {
    Batch x = Simulated.samples(exact, terms, path.source(), N, TimeGrid.uniform(60), 2);
    assertThat(Statistics.mean(x.get("a.tokens").doubles())).isCloseTo(0.6, within(0.028));
    assertThat(Statistics.mean(x.get("y.x").doubles())).isCloseTo(0.2, within(0.057));
    assertThat(product(x)).isCloseTo(1, within(0.03));
    Batch y = Simulated.samples(blind(), terms, path.source(), N, TimeGrid.uniform(60), 2);
    assertThat(product(y)).isLessThan(0.5);
  }

  /** E[(2a - 1) y]. */
  private static double product(Batch x) {
    double sum = 0;
    for (int i = 0; i < x.size(); i++) {
      sum += (2 * x.get("a.tokens").get(i) - 1) * x.get("y.x").get(i);
    }
    return sum / x.size();
  }
}
