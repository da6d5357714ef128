package org.generatormatching.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Samples;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.junit.jupiter.api.Test;

/** The adaptive sampler on the Gaussian law N(m, S), whose flow is x_1 = m + sqrt(S) x_0. */
class AdaptiveSamplerTest {
  private static final double MEAN = 1.5;
  private static final double SPREAD = 0.3;
  private static final GaussianLaw LAW = new GaussianLaw(MEAN, SPREAD, Convex.condOt());

  private final Backend backend = new ReferenceBackendProvider().open(EngineConfig.cpu());
  private final Euclidean space = Euclidean.float64(1);
  private final ConditionalPath path = new AffineGaussianPath(space, Convex.condOt());

  private Term term(PredictionType type) {
    Flow flow = new Flow();
    return Term.of(new GaussianHead(type, path), flow, flow.stepper(space, "midpoint@1"));
  }

  private Batch points(double... x) {
    return Batch.of("x", HostArray.of(x, x.length, 1));
  }

  private Samples run(PredictionType type, AdaptiveSampler s, TimeGrid grid, Batch start) {
    SampleRequest r =
        SampleRequest.of(List.of(term(type)), path.source(), start.size(), grid, 7).from(start);
    return s.sample(backend, LAW, r);
  }

  private double error(PredictionType type, double tolerance) {
    Batch start = points(-2, -0.5, 0, 1, 2.5);
    Samples s = run(type, AdaptiveSampler.of(tolerance, tolerance), TimeGrid.uniform(1), start);
    double worst = 0;
    for (int i = 0; i < start.size(); i++) {
      double exact = MEAN + SPREAD * start.get("x").get(i);
      worst = Math.max(worst, Math.abs(s.points().get("x").get(i) - exact));
    }
    return worst;
  }

  /** The tail, one step of 1e-4 of a method of order 2, leaves about 1e-12. */
  @Test
  void theErrorFollowsTheTolerance() {
    assertThat(error(PredictionType.VELOCITY, 1e-3)).isBetween(1e-8, 1e-2);
    assertThat(error(PredictionType.VELOCITY, 1e-6)).isBetween(1e-10, 1e-5);
    assertThat(error(PredictionType.VELOCITY, 1e-10)).isLessThan(1e-8);
  }

  /** Velocities of the other heads are 0/0 at t = 1. */
  @Test
  void headsWhoseVelocityIsSingularAtTheEnd() {
    for (PredictionType type : PredictionType.values()) {
      assertThat(error(type, 1e-8)).as("%s", type).isLessThan(1e-6);
    }
  }

  @Test
  void itGoesBackwards() {
    AdaptiveSampler s = AdaptiveSampler.of(1e-9, 1e-9);
    Samples back =
        run(
            PredictionType.VELOCITY,
            s,
            TimeGrid.uniform(1).reversed(),
            points(MEAN, MEAN + SPREAD, MEAN - 2 * SPREAD));
    assertThat(back.points().get("x").get(0)).isCloseTo(0, within(1e-7));
    assertThat(back.points().get("x").get(1)).isCloseTo(1, within(1e-7));
    assertThat(back.points().get("x").get(2)).isCloseTo(-2, within(1e-7));
  }

  /** Bit for bit, whoever is beside a sample. */
  @Test
  void aSampleDoesNotDependOnItsMates() {
    AdaptiveSampler s = new AdaptiveSampler(1e-4, 1e-4, AdaptiveSampler.Control.SAMPLE, 8, 1000);
    SampleRequest all =
        SampleRequest.of(
            List.of(term(PredictionType.VELOCITY)), path.source(), 20, TimeGrid.uniform(1), 3);
    double[] whole = s.sample(backend, LAW, all).points().get("x").doubles();
    double[] some = s.sample(backend, LAW, all.range(5, 6)).points().get("x").doubles();
    assertThat(some).isEqualTo(Arrays.copyOfRange(whole, 5, 11));
  }

  @Test
  void aBatchSharesItsSteps() {
    AdaptiveSampler s = new AdaptiveSampler(1e-4, 1e-4, AdaptiveSampler.Control.BATCH, 8, 1000);
    Samples r = run(PredictionType.VELOCITY, s, TimeGrid.uniform(1), points(-1, 0, 2));
    assertThat(r.points().get("x").get(2)).isCloseTo(MEAN + 2 * SPREAD, within(1e-3));
    assertThat(r.evaluations()).isBetween(10, 200);
  }

  @Test
  void whatItCannotDoIsTold() {
    Diffusion noise = new Diffusion();
    Term noisy = Term.of(GaussianHead.velocity(path), noise, noise.steppers(space).get(0));
    SampleRequest r =
        SampleRequest.of(
            List.of(term(PredictionType.VELOCITY), noisy),
            path.source(),
            4,
            TimeGrid.uniform(1),
            1);
    assertThatThrownBy(() -> AdaptiveSampler.of(1e-3, 1e-3).sample(backend, LAW, r))
        .hasMessageStartingWith(
            "[GM/UNSUPPORTED] sampler 'adaptive@1' follows flows alone: found head 'velocity@1' by"
                + " family 'diffusion@1', stepper 'euler-maruyama@1'");
    assertThatThrownBy(() -> AdaptiveSampler.of(-1, 0))
        .hasMessageStartingWith("[GM/CONFIG] the tolerances of a sampler are out of range");
    AdaptiveSampler impatient =
        new AdaptiveSampler(1e-9, 1e-9, AdaptiveSampler.Control.SAMPLE, 4, 2);
    assertThatThrownBy(
            () -> run(PredictionType.VELOCITY, impatient, TimeGrid.uniform(1), points(1)))
        .hasMessageContaining("does not come to the end: found 2 attempts");
  }
}
