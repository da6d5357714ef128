package org.generatormatching.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Supplier;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.CoordinateId;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Head;
import org.generatormatching.api.Lifted;
import org.generatormatching.api.Model;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Target;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Times;
import org.generatormatching.api.Weighting;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.path.ProductPath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Power;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.spaces.ProductSpace;
import org.generatormatching.tck.oracle.ExactModel;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.generatormatching.tensor.Signature;
import org.junit.jupiter.api.Test;

/**
 * The exact sampler of jumps on two sites whose tokens mostly agree, from the uniform law: the law
 * of the pair is known at all times, and steps that move both sites at once get it wrong.
 */
class ThinningSamplerTest {
  private static final int TOKENS = 3;
  private static final int N = 10_000;
  private static final double AGREE = 0.3;
  private static final double DIFFER = 0.1 / 6;
  private static final Power KAPPA = new Power(1);

  /** The worst of nine cells at three times, each at 1e-7: a false alarm below 3e-6. */
  private static final double BOUND = Statistics.twoSided(1e-7);

  private final Backend backend = new ReferenceBackendProvider().open(EngineConfig.cpu());
  private final StateSpace space = new Categorical(2, TOKENS);
  private final ConditionalPath path = MixturePath.uniform(space, KAPPA);
  private final Batch data = space.quadrature().orElseThrow().points();
  private final double[] weights = weights(data.get("tokens").longs());
  private final Model model = new ExactModel(path, data, weights);
  private final TimeGrid grid = new TimeGrid(List.of(0.0, 0.3, 0.7, 1.0));

  private static double[] weights(long[] tokens) {
    double[] w = new double[tokens.length / 2];
    Arrays.setAll(w, k -> tokens[2 * k] == tokens[2 * k + 1] ? AGREE : DIFFER);
    return w;
  }

  private Term term(Ctmc.Part part) {
    return Term.of(new PosteriorHead(path), new Ctmc(part), new TauLeap());
  }

  private final List<Term> solution = List.of(term(Ctmc.Part.SOLUTION));

  /** p_t of a pair of tokens. */
  private static double law(int a, int b, double kappa) {
    double p = 0;
    for (int i = 0; i < TOKENS; i++) {
      for (int j = 0; j < TOKENS; j++) {
        double first = (1 - kappa) / TOKENS + (i == a ? kappa : 0);
        double second = (1 - kappa) / TOKENS + (j == b ? kappa : 0);
        p += (i == j ? AGREE : DIFFER) * first * second;
      }
    }
    return p;
  }

  /** The worst deviation of a cell at any of the times, in standard errors. */
  private double worst(Sampler sampler, Model m, SampleRequest request, String... names) {
    Map<Double, double[]> seen = new LinkedHashMap<>();
    SampleRequest told =
        request.with(
            (SampleRequest.Listener)
                (first, step, t, points) ->
                    count(seen.computeIfAbsent(t, k -> new double[9]), points, names));
    Batch end = sampler.sample(backend, m, told).points();
    double[] last = new double[9];
    count(last, () -> end, names);
    assertThat(seen.keySet()).containsExactly(0.0, 0.3, 0.7, 1.0);
    assertThat(seen.get(1.0)).isEqualTo(last);
    double worst = 0;
    for (var e : seen.entrySet()) {
      for (int c = 0; c < 9; c++) {
        double p = law(c / TOKENS, c % TOKENS, e.getKey());
        double error = Math.sqrt(N * p * (1 - p));
        worst = Math.max(worst, Math.abs(e.getValue()[c] - N * p) / error);
      }
    }
    return worst;
  }

  private static void count(double[] cells, Supplier<Batch> points, String... names) {
    Batch x = points.get();
    long[] a = x.get(names[0]).longs();
    long[] b = names.length == 1 ? a : x.get(names[1]).longs();
    for (int i = 0; i < x.size(); i++) {
      int cell = names.length == 1 ? at(a, 2 * i, 2 * i + 1) : at(a, b, i);
      cells[cell]++;
    }
  }

  private static int at(long[] a, int i, int j) {
    return (int) (a[i] * TOKENS + a[j]);
  }

  private static int at(long[] a, long[] b, int i) {
    return (int) (a[i] * TOKENS + b[i]);
  }

  private SampleRequest request(List<Term> terms) {
    return SampleRequest.of(terms, path.source(), N, grid, 5);
  }

  private double worst(Sampler sampler, List<Term> terms) {
    return worst(sampler, model, request(terms), "tokens");
  }

  /** Three steps of the tau leap, for comparison, are far off. */
  @Test
  void theLawIsExactAtAllTimes() {
    assertThat(worst(new ThinningSampler(), solution)).isLessThan(BOUND);
    assertThat(worst(new GridSampler(), solution)).isGreaterThan(2 * BOUND);
  }

  @Test
  void aLooserBoundCostsEvaluationsAlone() {
    ThinningSampler loose = new ThinningSampler(Optional.of(3.0), 1000, 10_000);
    assertThat(worst(loose, solution)).isLessThan(BOUND);
    SampleRequest few = request(solution).range(0, 1000);
    assertThat(loose.sample(backend, model, few).evaluations())
        .isGreaterThan(2 * new ThinningSampler().sample(backend, model, few).evaluations());
  }

  /** Rates of 1.5 in place of 1 are far off before the end; in the end all has arrived. */
  @Test
  void aGeneratorThatIsTooFastIsSeen() {
    Term fast = solution.get(0).weighted(Weighting.constant(1.5));
    assertThat(worst(new ThinningSampler(), List.of(fast))).isGreaterThan(BOUND);
  }

  /** Each has its own clock, and the first one rings; the second does ring. */
  @Test
  void whatLeavesTheLawMayJumpBeside() {
    List<Term> both =
        List.of(solution.get(0), term(Ctmc.Part.CORRECTOR).weighted(Weighting.constant(2)));
    assertThat(worst(new ThinningSampler(), both)).isLessThan(BOUND);
    List<Term> wrong = List.of(both.get(0), both.get(0).weighted(Weighting.constant(0.5)));
    assertThat(worst(new ThinningSampler(), wrong)).isGreaterThan(BOUND);
  }

  @Test
  void factorsOfAProductJumpTogether() {
    StateSpace one = new Categorical(1, TOKENS);
    ConditionalPath site = MixturePath.uniform(one, KAPPA);
    Map<String, StateSpace> spaces = new LinkedHashMap<>();
    Map<String, ConditionalPath> paths = new LinkedHashMap<>();
    for (String n : List.of("a", "b")) {
      spaces.put(n, one);
      paths.put(n, site);
    }
    ConditionalPath product = new ProductPath(new ProductSpace(spaces), paths);
    Term alone = Term.of(new PosteriorHead(site), new Ctmc(), new TauLeap());
    List<Term> terms = List.of(Lifted.term("a", alone), Lifted.term("b", alone));
    long[] pairs = data.get("tokens").longs();
    long[] first = new long[9];
    long[] second = new long[9];
    Arrays.setAll(first, k -> pairs[2 * k]);
    Arrays.setAll(second, k -> pairs[2 * k + 1]);
    Map<String, HostArray> points = new LinkedHashMap<>();
    points.put("a.tokens", HostArray.of(first, 9, 1));
    points.put("b.tokens", HostArray.of(second, 9, 1));
    Model joint = new ExactModel(product, new Batch(points), weights);
    SampleRequest r = SampleRequest.of(terms, product.source(), N, grid, 5);
    assertThat(worst(new ThinningSampler(), joint, r, "a.tokens", "b.tokens")).isLessThan(BOUND);
  }

  /** Bit for bit, whoever is beside a sample and however large the chunks are. */
  @Test
  void aSampleDoesNotDependOnItsMates() {
    ThinningSampler small = new ThinningSampler(Optional.empty(), 8, 1000);
    SampleRequest all = request(solution).range(0, 20);
    long[] whole = tokens(new ThinningSampler(), all);
    assertThat(tokens(small, all.range(5, 6))).isEqualTo(Arrays.copyOfRange(whole, 10, 22));
  }

  private long[] tokens(Sampler s, SampleRequest r) {
    return s.sample(backend, model, r).points().get("tokens").longs();
  }

  @Test
  void aBoundThatIsExceededIsTold() {
    ThinningSampler tight = new ThinningSampler(Optional.of(0.5), 64, 1000);
    assertThatThrownBy(() -> tight.sample(backend, model, request(solution).range(0, 64)))
        .hasMessageStartingWith("[GM/DOMAIN] a rate exceeds its bound, so that jumps are missing")
        .hasMessageContaining("found 2.0");
  }

  @Test
  void whatItCannotDoIsTold() {
    ConditionalPath plane = new AffineGaussianPath(Euclidean.float64(1), Convex.condOt());
    Flow flow = new Flow();
    Term smooth = Term.of(GaussianHead.velocity(plane), flow, flow.steppers(plane.space()).get(0));
    assertThatThrownBy(
            () ->
                new ThinningSampler()
                    .sample(
                        backend,
                        model,
                        SampleRequest.of(List.of(smooth), plane.source(), 4, grid, 1)))
        .hasMessageStartingWith(
            "[GM/UNSUPPORTED] sampler 'thinning@1' simulates jumps alone: found head 'velocity@1'"
                + " by family 'flow@1'");
    Term unknown = Term.of(new Unbounded(new PosteriorHead(path)), new Ctmc(), new TauLeap());
    assertThatThrownBy(
            () -> new ThinningSampler().sample(backend, model, request(List.of(unknown))))
        .hasMessageStartingWith(
            "[GM/UNSUPPORTED] sampler 'thinning@1' needs a bound of the rates: found head"
                + " 'posterior@1' by family 'ctmc@1'")
        .hasMessageContaining("bound: 20");
    ThinningSampler impatient = new ThinningSampler(Optional.empty(), 64, 2);
    assertThatThrownBy(() -> impatient.sample(backend, model, request(solution)))
        .hasMessageContaining("does not come to the end: found 2 attempts");
    assertThatThrownBy(() -> new ThinningSampler(Optional.of(-1.0), 0, 1))
        .hasMessageContaining("[GM/CONFIG] the bound of rates is out of range: found bound = -1.0")
        .hasMessageContaining("no rows or no candidates");
  }

  /** A head that does not tell its bound. */
  private record Unbounded(Head head) implements Head {
    @Override
    public ComponentId id() {
      return head.id();
    }

    @Override
    public Set<CoordinateId> gives() {
      return head.gives();
    }

    @Override
    public OptionalDouble rateBound(CoordinateId wanted) {
      return OptionalDouble.empty();
    }

    @Override
    public Signature raw() {
      return head.raw();
    }

    @Override
    public Prediction predict(State raw, State xt, Times t) {
      return head.predict(raw, xt, t);
    }

    @Override
    public Target target(Evidence evidence, Times t) {
      return head.target(evidence, t);
    }

    @Override
    public Parameter toParameter(CoordinateId wanted, State value, State xt, Times t) {
      return head.toParameter(wanted, value, xt, t);
    }
  }
}
