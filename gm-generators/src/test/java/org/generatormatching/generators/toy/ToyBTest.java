package org.generatormatching.generators.toy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Context;
import org.generatormatching.api.Head;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.Model;
import org.generatormatching.api.Parameter;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Predictions;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.State;
import org.generatormatching.api.StepContext;
import org.generatormatching.api.Stepper;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.schedule.Power;
import org.generatormatching.generators.CrossEntropy;
import org.generatormatching.generators.Ctmc;
import org.generatormatching.generators.PosteriorHead;
import org.generatormatching.generators.TauLeap;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.tck.oracle.ExactModel;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** (b) A masked chain over 4 sites with 3 tokens: posterior logits, exact last step. */
class ToyBTest {
  private static final int SITES = 4;
  private static final int TOKENS = 3;
  private static final int N = 4000;

  /** What a user writes. */
  private record Wiring(
      ConditionalPath path,
      Batch data,
      double[] weights,
      Head head,
      List<Term> terms,
      Model model) {
    static Wiring masked() {
      Categorical space = new Categorical(SITES, TOKENS + 1);
      ConditionalPath path = MixturePath.masked(space, new Power(2));
      return of(path);
    }

    static Wiring uniform() {
      Categorical space = new Categorical(SITES, TOKENS);
      return of(MixturePath.uniform(space, new Power(2)));
    }

    private static Wiring of(ConditionalPath path) {
      Batch data = new Categorical(SITES, TOKENS).quadrature().orElseThrow().points();
      HostRng rng = HostRng.of(11);
      double[] weights = new double[data.size()];
      Arrays.setAll(weights, i -> Math.exp(2 * rng.normal()));
      double[] masses = Draws.normalised(weights);
      Head head = new PosteriorHead(path);
      Term term = Term.of(head, new Ctmc(), new TauLeap());
      Model model = logits(new ExactModel(path, data, masses), x -> x);
      return new Wiring(path, data, masses, head, List.of(term), model);
    }
  }

  /** The exact model as a network is: its logits go through the head's link. */
  private static Model logits(Model exact, Function<Tensor, Tensor> change) {
    return (x, t, c) ->
        head -> {
          Tensor log = exact.at(x, t, c).of(head).log().get("p").max(-700);
          return head.predict(State.of("logits", change.apply(log)), x, t);
        };
  }

  private final Wiring masked = Wiring.masked();
  private final Quadrature all = masked.path.space().quadrature().orElseThrow();

  @Test
  void generatorSolvesTheForwardEquation() {
    Batch z = masked.data.rows(17, 18);
    List<Term> wrong = Draws.faster(masked.terms, 1.02);
    assertThat(Exact.conditional(masked.path, z, all, masked.terms, 0.4)).isLessThan(1e-8);
    assertThat(Exact.conditional(masked.path, z, all, wrong, 0.4)).isGreaterThan(1e-3);
    assertThat(marginal(masked, all, masked.terms)).isLessThan(1e-8);
    assertThat(marginal(masked, all, wrong)).isGreaterThan(1e-3);
  }

  private static double marginal(Wiring w, Quadrature q, List<Term> terms) {
    return Exact.marginal(w.path, w.data, w.weights, w.model, q, terms, 0.4);
  }

  @Test
  void uniformSourceSolvesTheForwardEquation() {
    Wiring w = Wiring.uniform();
    Quadrature q = w.path.space().quadrature().orElseThrow();
    assertThat(marginal(w, q, w.terms)).isLessThan(1e-8);
    assertThat(marginal(w, q, Draws.faster(w.terms, 1.02))).isGreaterThan(1e-3);
  }

  @Test
  void crossEntropyIsLeastAtTheExactPosterior() {
    assertThat(minimum(0)).isLessThan(1e-9);
    assertThat(minimum(0.02)).isGreaterThan(0.015);
  }

  private double minimum(double off) {
    HeadLoss loss = new HeadLoss(masked.head, new CrossEntropy(), 1);
    Tensor direction = Tensor.of(HostArray.of(new double[] {1, -1, 0, 0}));
    ExactModel exact = new ExactModel(masked.path, masked.data, masked.weights);
    return Exact.minimum(
        masked.path,
        masked.data,
        masked.weights,
        all,
        loss,
        eps -> logits(exact, l -> l.plus(direction.times(eps.plus(off)))),
        0.5);
  }

  @Test
  void logarithmsOfForbiddenTokensAreFinite() {
    State x = State.of("tokens", Tensor.of(HostArray.of(new long[] {3, 0, 3, 2}, 1, SITES)));
    Prediction b = masked.model.at(x, Times.at(0.5, 1), Context.none()).of(masked.head);
    assertThat(Reference.eval(b.log().get("p").isFinite().not().cast(DType.INT64).sum()).item())
        .isZero();
    double[] naive = Reference.eval(b.value().get("p").log()).doubles();
    assertThat(Arrays.stream(naive).filter(Double::isInfinite).count()).isPositive();
  }

  /**
   * The marginal of a site is within .04 of the data's: 5 standard errors at n = 4000, false alarm
   * 6e-7 each. The joint law is exact up to O(h); its total variation has mean .03 by noise alone.
   */
  @Test
  void simulationEndsInTheLawOfTheData() {
    for (int steps : new int[] {1, 8, 32}) {
      TimeGrid grid = TimeGrid.uniform(steps);
      Batch x = Draws.sample(masked.path, tabulated(), masked.terms, N, grid, 2);
      double[] law = law(x, masked.data.size());
      assertThat(siteError(law)).as("site, %d steps", steps).isLessThan(0.04);
      double joint = Draws.totalVariation(law, masked.weights);
      if (steps == 1) {
        assertThat(joint).as("one step cannot know the joint law").isGreaterThan(0.15);
      } else if (steps == 32) {
        assertThat(joint).isLessThan(0.06);
      }
    }
  }

  /**
   * The masked posterior does not depend on time: one evaluation at all states serves every step.
   */
  private Model tabulated() {
    State states = Exact.state(all.points());
    Predictions seen = masked.model.at(states, Times.at(0.5, all.points().size()), Context.none());
    Tensor table = Tensor.of(Reference.eval(seen.of(masked.head).log().get("p")));
    Tensor place = Tensor.of(HostArray.of(new long[] {1, 4, 16, 64}));
    return (x, t, c) ->
        head -> {
          Tensor code = x.get("tokens").times(place).sum(1);
          return head.predict(State.of("logits", table.take(code)), x, t);
        };
  }

  /** Frequencies of the points without a mask; a mask left anywhere leaves mass missing. */
  private static double[] law(Batch x, int points) {
    double[] law = new double[points];
    long[] tokens = x.get("tokens").longs();
    for (int i = 0; i < x.size(); i++) {
      int code = 0;
      boolean shown = true;
      for (int l = SITES - 1; l >= 0; l--) {
        long token = tokens[i * SITES + l];
        shown &= token < TOKENS;
        code = code * TOKENS + (int) token;
      }
      if (shown) {
        law[code] += 1.0 / x.size();
      }
    }
    return law;
  }

  /** The worst error of a site's marginal, and of the whole mass. */
  private double siteError(double[] law) {
    double worst = Math.abs(Arrays.stream(law).sum() - 1);
    long[] tokens = masked.data.get("tokens").longs();
    for (int l = 0; l < SITES; l++) {
      for (int k = 0; k < TOKENS; k++) {
        double error = 0;
        for (int i = 0; i < law.length; i++) {
          error += tokens[i * SITES + l] == k ? law[i] - masked.weights[i] : 0;
        }
        worst = Math.max(worst, Math.abs(error));
      }
    }
    return worst;
  }

  /** One step from noise to data redraws every site: 5 standard errors, false alarm 6e-7 each. */
  @Test
  void lastStepRedrawsSitesThatAreNotMasked() {
    Wiring w = Wiring.uniform();
    TimeGrid one = TimeGrid.uniform(1);
    Batch x = Draws.sample(w.path, w.model, w.terms, N, one, 3);
    assertThat(siteError(law(x, w.data.size()))).isLessThan(0.04);
    List<Term> leaving = List.of(Term.of(w.head, new Ctmc(), new Leaving()));
    Batch y = Draws.sample(w.path, w.model, leaving, N, one, 3);
    assertThat(siteError(law(y, w.data.size()))).isGreaterThan(0.06);
  }

  /** A wrong tau leap: every event leaves the present token. */
  private record Leaving() implements Stepper {
    @Override
    public ComponentId id() {
      return ComponentId.of("leaving@1");
    }

    @Override
    public int order() {
      return 1;
    }

    @Override
    public double[] nodes(boolean last) {
      return new double[] {0};
    }

    @Override
    public State stage(int k, State x0, List<Parameter> evaluated, StepContext at) {
      Parameter.Linear p = (Parameter.Linear) evaluated.get(0);
      Tensor rates = p.regular().get("rates");
      Tensor other = x0.get("tokens").oneHot(TOKENS, rates.dtype()).rsub(1);
      Parameter left = new Parameter.Linear(State.of("rates", rates.times(other)), p.factor());
      return new TauLeap().stage(k, x0, List.of(left), at);
    }
  }
}
