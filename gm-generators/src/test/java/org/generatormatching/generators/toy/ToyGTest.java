package org.generatormatching.generators.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Context;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Example;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Head;
import org.generatormatching.api.Point;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.State;
import org.generatormatching.api.Term;
import org.generatormatching.api.TestFunction;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Times;
import org.generatormatching.api.schedule.Power;
import org.generatormatching.generators.GeneralisedKl;
import org.generatormatching.generators.toy.parts.EditHead;
import org.generatormatching.generators.toy.parts.EditProcess;
import org.generatormatching.generators.toy.parts.Edits;
import org.generatormatching.generators.toy.parts.Strings;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** (g) Edit Flows between two laws on the strings of length at most 2 over {A, B}. */
class ToyGTest {
  /** "", A, B, AA, AB, BA, BB. */
  private static final int WORDS = 7;

  private static final double[] SOURCE = {0.5, 0.3, 0, 0, 0, 0, 0.2};
  private static final double[] DATA = {0.05, 0.1, 0.25, 0.05, 0.3, 0.05, 0.2};

  /** What a user writes. */
  private record Wiring(
      Strings space,
      EditProcess process,
      Head head,
      List<Term> terms,
      Batch words,
      ExactEdits model) {
    static Wiring of() {
      Strings space = new Strings(4, 2);
      Schedule kappa = new Power(2);
      EditProcess process = new EditProcess(space, kappa, 20);
      Head head = new EditHead(space, kappa);
      GeneratorFamily edits = new Edits(space);
      Term term = Term.of(head, edits, edits.stepper(space, "single-edit@1"));
      Batch words = space.quadrature().orElseThrow().points().rows(0, WORDS);
      ExactEdits model = new ExactEdits(process, words, SOURCE, DATA);
      return new Wiring(space, process, head, List.of(term), words, model);
    }
  }

  private final Wiring w = Wiring.of();

  @Test
  void alignmentsHaveTheFewestEditsAndKeepBothStrings() {
    Batch pairs = ExactEdits.pairs(w.words, new int[] {1, 6, 0, 4, 4}, new int[] {6, 1, 5, 5, 4});
    State z = Exact.state(w.process.prepare(HostRng.of(0), pairs, new Batch(Map.of())));
    Tensor edits = z.get("z0").eq(z.get("z1")).not().cast(DType.INT64).sum(1);
    assertThat(Reference.eval(edits).longs()).containsExactly(2, 2, 2, 2, 0);
    for (int side = 0; side < 2; side++) {
      State x = w.process.project(z, State.of("zt", z.get("z" + side)));
      State want = Exact.state(pairs.factor("x" + side));
      assertThat(Reference.eval(w.space.distance(x, want).sum()).item()).isZero();
    }
  }

  @Test
  void generatorSolvesTheForwardEquation() {
    Quadrature all = w.space.quadrature().orElseThrow();
    assertThat(residual(all, w.terms)).isLessThan(1e-8);
    assertThat(residual(all, Draws.faster(w.terms, 1.02))).isGreaterThan(0.005);
  }

  /** The residual with the mean of listed targets, not the model's product of matrices. */
  private double residual(Quadrature q, List<Term> terms) {
    List<TestFunction> fs = new ArrayList<>(w.space.testFunctions());
    for (int i = 0; i < WORDS; i++) {
      fs.add(indicator(i));
    }
    Exact.Generator mean =
        (term, x, t) -> {
          State value = w.head.targetOf(w.model.evidence(x, t), t).dense().orElseThrow();
          return w.head.evaluate(Edits.RATES, value, x, t);
        };
    return Exact.residual(w.model::logLaw, mean, q, terms, fs, 0.4);
  }

  private TestFunction indicator(int word) {
    Point p = w.words.point(word);
    return x ->
        Arrays.equals(x.get("tokens"), p.get("tokens")) && x.get("length")[0] == p.get("length")[0]
            ? 1
            : 0;
  }

  @Test
  void stringsOffTheSupportHaveNoRates() {
    Quadrature all = w.space.quadrature().orElseThrow();
    State x = Exact.state(all.points());
    Prediction b = w.model.at(x, Times.at(0.4, x.rows()), Context.none()).of(w.head);
    double[] total = Reference.eval(b.value().get("insert").sum(1, 2)).doubles();
    assertThat(Arrays.stream(total, WORDS, total.length).sum()).isZero();
    assertThat(Arrays.stream(total, 0, WORDS).sum()).isPositive();
  }

  /** Total variation to the law of 7 words at n = 20000 is .004 on average, .015 never. */
  @Test
  void drawsProjectTheLatentProcess() {
    HostRng rng = HostRng.of(5);
    int n = 20_000;
    int[] from = Draws.rows(SOURCE, n, rng);
    int[] to = Draws.rows(DATA, n, rng);
    State z =
        Exact.state(
            w.process.prepare(rng, ExactEdits.pairs(w.words, from, to), new Batch(Map.of())));
    Example e = w.process.draw(Rng.root(), z, Times.at(0.4, n));
    Evidence seen = e.evidence();
    State again = w.process.project(seen.z(), seen.drawn().noise());
    Tensor gap = w.space.distance(e.xt(), again).sum();
    Tensor members = w.space.isMember(e.xt()).cast(DType.INT64).sum();
    List<HostArray> v =
        Reference.eval(
            List.of(gap, members, e.xt().get("tokens"), e.xt().get("length")),
            1,
            Map.of(),
            new NoiseKey(3, 0, 0));
    assertThat(v.get(0).item()).isZero();
    assertThat(v.get(1).item()).isEqualTo(n);
    Batch x = Batch.of("tokens", v.get(2)).with("length", v.get(3));
    assertThat(Draws.totalVariation(frequencies(x), law(0.4))).isLessThan(0.015);
    assertThat(Draws.totalVariation(frequencies(x), law(0.35))).isGreaterThan(0.02);
  }

  private double[] law(double t) {
    return Reference.eval(w.model.logLaw(Exact.state(w.words), Times.at(t, WORDS)).exp()).doubles();
  }

  private double[] frequencies(Batch x) {
    double[] law = new double[WORDS];
    for (int i = 0; i < x.size(); i++) {
      for (int q = 0; q < WORDS; q++) {
        law[q] += indicator(q).value(x.point(i)) / x.size();
      }
    }
    return law;
  }

  @Test
  void lossIsLeastAtTheExactRates() {
    assertThat(minimum(0)).isLessThan(1e-9);
    assertThat(minimum(0.02)).isGreaterThan(0.015);
  }

  /** Over all alternatives at t = .5, through the head's link, with insertions tilted twice. */
  private double minimum(double off) {
    Evidence e = w.model.alternatives();
    Times t = Times.at(0.5, w.model.size());
    State x = e.drawn().xt();
    State log = w.model.at(x, t, Context.none()).of(w.head).log();
    return Exact.newton(
        eps -> {
          Tensor by = eps.plus(off);
          State raw = log.map(l -> l.plus(by)).with("insert", log.get("insert").plus(by.times(2)));
          Prediction b = w.head.predict(raw, x, t);
          Tensor d = new GeneralisedKl().evaluate(w.head.targetOf(e, t), b, x, t);
          return d.times(w.model.probabilities(0.5)).sum();
        });
  }

  /** In tau = -log(1 - kappa) the rates are regular, and e^-12 of the mass is still to come. */
  @Test
  void chainOnStringsEndsInTheLawOfTheData() {
    assertThat(Draws.totalVariation(integrated(1), DATA)).isLessThan(2e-4);
    assertThat(Draws.totalVariation(integrated(1.02), DATA)).isGreaterThan(5e-4);
  }

  /** Runge-Kutta of order 4 on the 7 words, with rates from the family's definition. */
  private double[] integrated(double speed) {
    int steps = 300;
    double h = 12.0 / steps;
    double[][][] q = generators(2 * steps + 1, h / 2);
    double[] p = SOURCE.clone();
    for (int k = 0; k < steps; k++) {
      double[] k1 = moved(q[2 * k], p, p, 0, speed);
      double[] k2 = moved(q[2 * k + 1], p, k1, h / 2, speed);
      double[] k3 = moved(q[2 * k + 1], p, k2, h / 2, speed);
      double[] k4 = moved(q[2 * k + 2], p, k3, h, speed);
      for (int s = 0; s < WORDS; s++) {
        p[s] += h / 6 * (k1[s] + 2 * k2[s] + 2 * k3[s] + k4[s]);
      }
    }
    return p;
  }

  /** speed Q (p + h k). */
  private static double[] moved(double[][] q, double[] p, double[] k, double h, double speed) {
    double[] r = new double[WORDS];
    for (int to = 0; to < WORDS; to++) {
      for (int from = 0; from < WORDS; from++) {
        r[to] += speed * q[to][from] * (p[from] + h * k[from]);
      }
    }
    return r;
  }

  /** The matrices (L 1_to)(from) without the time factor at tau = 0, dtau, ... */
  private double[][][] generators(int times, double dtau) {
    double[] t = new double[times * WORDS];
    for (int i = 0; i < t.length; i++) {
      int step = i / WORDS;
      t[i] = Math.sqrt(-Math.expm1(-dtau * step));
    }
    State x = Exact.tiled(w.words, times);
    Times at = Times.of(Tensor.of(HostArray.of(t)));
    State value = w.model.at(x, at, Context.none()).of(w.head).value();
    List<String> names = List.copyOf(value.names());
    List<HostArray> v =
        Reference.eval(List.copyOf(value.arrays().values()), 1, Map.of(), NoiseKey.none());
    Batch rates = new Batch(Map.of());
    for (int i = 0; i < names.size(); i++) {
      rates = rates.with(names.get(i), v.get(i));
    }
    double[][][] q = new double[times][WORDS][WORDS];
    for (int i = 0; i < times * WORDS; i++) {
      Point from = w.words.point(i % WORDS);
      for (int to = 0; to < WORDS; to++) {
        q[i / WORDS][to][i % WORDS] =
            new Edits(w.space).action(indicator(to), from, rates.point(i));
      }
    }
    return q;
  }

  /**
   * Total variation at n = 1000 is .025 on average, above .055 with probability below 1e-5. Half
   * the speed leaves a tenth of the edits undone.
   */
  @Test
  void simulationFollowsTheLaw() {
    assertThat(Draws.totalVariation(simulated(w.terms), law(0.995))).isLessThan(0.055);
    assertThat(Draws.totalVariation(simulated(Draws.faster(w.terms, 0.5)), law(0.995)))
        .isGreaterThan(0.06);
  }

  private double[] simulated(List<Term> terms) {
    TimeGrid grid = TimeGrid.uniform(0, 0.995, 60);
    Batch start = w.words.rows(Draws.rows(SOURCE, 1000, HostRng.of(21)));
    SampleRequest request =
        SampleRequest.of(terms, w.space.reference(), start.size(), grid, 2).from(start);
    return frequencies(Draws.sample(w.model, request));
  }
}
