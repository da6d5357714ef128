package org.generatormatching.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Context;
import org.generatormatching.api.Factor;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Head;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.Model;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Cosine;
import org.generatormatching.api.schedule.Power;
import org.generatormatching.spaces.Box;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Change of schedule after training, against models that were made for the other schedule. */
class RescheduledTest {
  private static final double[] TIMES = {1e-6, 0.1, 0.5, 0.9, 0.999, 1 - 1e-6};
  private static final Euclidean LINE = Euclidean.float64(1);

  static Stream<GaussianSchedule> schedules() {
    return GaussianPositionTest.schedules();
  }

  private static Factor factor(StateSpace space, ConditionalPath path, List<Head> heads) {
    List<HeadLoss> losses = new ArrayList<>();
    heads.forEach(h -> losses.add(new HeadLoss(h, new SquaredError(), 1)));
    return new Factor("", space, path, losses);
  }

  private static Factor gaussian(GaussianSchedule s) {
    ConditionalPath path = new AffineGaussianPath(LINE, s);
    List<Head> heads = new ArrayList<>();
    for (PredictionType type : PredictionType.values()) {
      heads.add(new GaussianHead(type, path));
    }
    return factor(LINE, path, heads);
  }

  /**
   * The Gaussian law of one schedule, seen from another, is the law of the other, in every head.
   * Schedules that begin with a little of the data have nothing to say of smaller ratios, those of
   * the first times. Errors are relative to a quantity's own scale, 1/sigma for scores.
   */
  @ParameterizedTest
  @MethodSource("schedules")
  void theExactModelOfOneScheduleIsThatOfAnother(GaussianSchedule from) {
    for (GaussianSchedule onto : schedules().toList()) {
      Factor there = gaussian(onto);
      Model changed = new Rescheduled(new GaussianLaw(1.5, 0.3, from), gaussian(from), there);
      Model exact = new GaussianLaw(1.5, 0.3, onto);
      for (double time : TIMES) {
        boolean known = time >= 0.1 || !from.id().toString().contains("vp");
        for (HeadLoss h : known ? there.losses() : List.<HeadLoss>of()) {
          Batch out = predictions(h.head(), changed, exact, onto, time);
          for (int i = 0; i < 3; i++) {
            double e = out.get("exact").get(i);
            double scale = 1 + Math.abs(e) + out.get("scale").get(i);
            assertThat(Math.abs(out.get("changed").get(i) - e) / scale)
                .as("%s as %s, %s, t = %s", from.id(), onto.id(), h.head().id(), time)
                .isLessThan(1e-8);
          }
        }
      }
    }
  }

  private static Batch predictions(
      Head head, Model changed, Model exact, GaussianSchedule onto, double time) {
    Batch x = Batch.of("x", HostArray.of(new double[] {-0.7, 0.4, 2.2}, 3, 1));
    return Interpreted.of(
        x,
        0,
        in -> {
          Times t = Times.at(time, in.rows());
          State a = changed.at(in, t, Context.none()).of(head).value();
          State b = exact.at(in, t, Context.none()).of(head).value();
          Tensor sigma = onto.sigma(t);
          boolean score = ((GaussianHead) head).type() == PredictionType.SCORE;
          Tensor scale = score ? sigma.rdiv(1) : sigma.like(0);
          return State.of("changed", a.get("x")).with("exact", b.get("x")).with("scale", scale);
        });
  }

  /** A model that tells the time at which it is asked. */
  @Test
  void mixturesAreAskedWhereAsMuchHasArrived() {
    Categorical tokens = new Categorical(1, 3);
    Batch x = Batch.of("tokens", HostArray.of(new long[] {0, 1}, 2, 1));
    assertThat(asked(tokens, PosteriorHead::new, x)).isCloseTo(0.7, within(1e-12));
    Box box = new Box(List.of(1), 0, 1, DType.FLOAT64);
    Batch y = Batch.of("x", HostArray.of(new double[] {0.2, 0.4}, 2, 1));
    assertThat(asked(box, VarianceHead::new, y)).isCloseTo(0.7, within(1e-12));
  }

  private static double asked(StateSpace space, Function<ConditionalPath, Head> head, Batch x) {
    ConditionalPath line = MixturePath.uniform(space, Convex.condOt().alpha());
    ConditionalPath square = MixturePath.uniform(space, new Power(2));
    Factor from = factor(space, square, List.of(head.apply(square)));
    Factor onto = factor(space, line, List.of(head.apply(line)));
    Model clock = (at, t, c) -> h -> Prediction.of(State.of("t", t.t()));
    Model changed = new Rescheduled(clock, from, onto);
    Batch out =
        Interpreted.of(
            x,
            0,
            in ->
                changed
                    .at(in, Times.at(0.49, in.rows()), Context.none())
                    .of(onto.losses().get(0).head())
                    .value());
    return out.get("t").get(0);
  }

  @Test
  void whatHasNoScheduleIsRefused() {
    Categorical tokens = new Categorical(1, 3);
    ConditionalPath mixture = MixturePath.uniform(tokens, new Power(2));
    Factor sites = factor(tokens, mixture, List.of());
    assertThatThrownBy(() -> new Rescheduled((x, t, c) -> null, gaussian(new Cosine()), sites))
        .hasMessageStartingWith("[GM/UNSUPPORTED] a schedule cannot be changed after training");
  }
}
