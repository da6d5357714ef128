package org.generatormatching.generators;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Model;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.State;
import org.generatormatching.api.Term;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.generators.Likelihood.Densities;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.EngineConfig;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.ReferenceBackendProvider;
import org.generatormatching.tensor.Tensor;
import org.junit.jupiter.api.Test;

/** Densities on N(m, S) and on a plane whose exact field couples its coordinates. */
class LikelihoodTest {
  private static final double MEAN = 1.5;
  private static final double SPREAD = 0.3;

  private final Backend backend = new ReferenceBackendProvider().open(EngineConfig.cpu());
  private final Model line = new GaussianLaw(MEAN, SPREAD, Convex.condOt());

  private static SampleRequest request(int d, int count, int steps) {
    Euclidean space = Euclidean.float64(d);
    ConditionalPath path = new AffineGaussianPath(space, Convex.condOt());
    Flow flow = new Flow();
    Term term = Term.of(GaussianHead.velocity(path), flow, flow.stepper(space, "rk4@1"));
    return SampleRequest.of(List.of(term), path.source(), count, TimeGrid.uniform(steps), 5);
  }

  private static Batch points(int d, double... x) {
    return Batch.of("x", HostArray.of(x, x.length / d, d));
  }

  private static double normal(double x, double mean, double spread) {
    double u = (x - mean) / spread;
    return -0.5 * u * u - Math.log(spread) - 0.5 * Math.log(2 * Math.PI);
  }

  /** v = A x with a full matrix: div v = tr A, and p_1 = N(0, e^A e^A^T). */
  private static final double[] A = {0.3, 0.8, -0.4, 0.1};

  private static final Model PLANE =
      (x, t, context) ->
          head -> {
            Tensor a = Tensor.of(HostArray.of(A, 2, 2));
            return Prediction.of(State.of("x", x.get("x").matmul(a.mT())));
          };

  @Test
  void theExactGaussianFieldToAMillionth() {
    double[] x = {MEAN, MEAN + SPREAD, MEAN - 3 * SPREAD, 2.2};
    for (Sampler s : List.of(new GridSampler(), AdaptiveSampler.of(1e-10, 1e-10))) {
      Densities d =
          Likelihood.exact().points(backend, line, request(1, 4, 200).from(points(1, x)), s);
      for (int i = 0; i < x.length; i++) {
        assertThat(d.logDensity()[i]).isCloseTo(normal(x[i], MEAN, SPREAD), within(1e-6));
      }
    }
  }

  /** In one pass with the sample, and the same as when the sample is given back. */
  @Test
  void samplesComeWithTheirDensity() {
    Densities d = Likelihood.exact().samples(backend, line, request(1, 30, 100), new GridSampler());
    double[] x = d.points().get("x").doubles();
    for (int i = 0; i < 30; i++) {
      assertThat(d.logDensity()[i]).isCloseTo(normal(x[i], MEAN, SPREAD), within(1e-6));
    }
    Densities back =
        Likelihood.exact()
            .points(backend, line, request(1, 30, 100).from(d.points()), new GridSampler());
    assertThat(back.logDensity()).containsExactly(d.logDensity(), within(1e-6));
  }

  @Test
  void theGradientIsTheScore() {
    double[] x = {MEAN, MEAN + SPREAD, MEAN - 2 * SPREAD};
    Densities d =
        new Likelihood(0, true)
            .points(backend, line, request(1, 3, 200).from(points(1, x)), new GridSampler());
    for (int i = 0; i < 3; i++) {
      double score = -(x[i] - MEAN) / (SPREAD * SPREAD);
      assertThat(d.gradient().orElseThrow().get("x").get(i)).isCloseTo(score, within(1e-5));
    }
  }

  /** A full matrix: the exact divergence is its trace, whatever couples the coordinates. */
  @Test
  void gradientsAgreeWithDifferencesOnThePlane() {
    double h = 1e-5;
    double[] x = {0.4, -0.7, 0.4 + h, -0.7, 0.4 - h, -0.7, 0.4, -0.7 + h, 0.4, -0.7 - h};
    Densities d =
        new Likelihood(0, true)
            .points(backend, PLANE, request(2, 5, 50).from(points(2, x)), new GridSampler());
    double[] p = d.logDensity();
    double[] g = d.gradient().orElseThrow().get("x").doubles();
    assertThat(g[0]).isCloseTo((p[1] - p[2]) / (2 * h), within(1e-6));
    assertThat(g[1]).isCloseTo((p[3] - p[4]) / (2 * h), within(1e-6));
  }

  /**
   * For v = A x the estimate is tr A + (A_12 + A_21) e_1 e_2: its mean over 400 points is normal
   * with a known deviation; false alarm 6e-5 (4 deviations).
   */
  @Test
  void hutchinsonsEstimateIsUnbiasedAndKnowsItsError() {
    int n = 400;
    int k = 8;
    double[] x = new double[2 * n];
    Arrays.fill(x, 0.25);
    SampleRequest r = request(2, n, 10).from(points(2, x));
    double exact = Likelihood.exact().points(backend, PLANE, r, new GridSampler()).logDensity()[0];
    Densities d = new Likelihood(k, false).points(backend, PLANE, r, new GridSampler());
    double deviation = Math.abs(A[1] + A[2]) / Math.sqrt(k);
    double mean = Arrays.stream(d.logDensity()).average().orElseThrow();
    assertThat(mean).isCloseTo(exact, within(4 * deviation / Math.sqrt(n)));
    double told =
        Math.sqrt(
            Arrays.stream(d.standardError().orElseThrow()).map(e -> e * e).average().orElseThrow());
    assertThat(told).isCloseTo(deviation, within(0.05 * deviation));
  }

  /** Whoever is beside a point, also where steps adapt to errors. */
  @Test
  void aPointsDensityDoesNotDependOnItsMates() {
    for (Sampler s : List.of(new GridSampler(8), AdaptiveSampler.of(1e-4, 1e-4))) {
      Batch many = points(1, 1.2, 9, -4, 1.9);
      double[] all =
          Likelihood.exact().points(backend, line, request(1, 4, 20).from(many), s).logDensity();
      double[] one =
          Likelihood.exact()
              .points(backend, line, request(1, 1, 20).from(points(1, 1.2)), s)
              .logDensity();
      assertThat(all[0]).isCloseTo(one[0], within(1e-5));
    }
  }

  @Test
  void whatHasNoDensityIsRefused() {
    Euclidean space = Euclidean.float64(1);
    ConditionalPath path = new AffineGaussianPath(space, Convex.condOt());
    Diffusion noise = new Diffusion();
    Term term = Term.of(GaussianHead.velocity(path), noise, noise.steppers(space).get(0));
    SampleRequest noisy = SampleRequest.of(List.of(term), path.source(), 2, TimeGrid.uniform(4), 1);
    assertThatThrownBy(() -> Likelihood.exact().samples(backend, line, noisy, new GridSampler()))
        .hasMessageStartingWith("[GM/UNSUPPORTED] a likelihood follows flows alone");
    assertThatThrownBy(() -> new Likelihood(3, true))
        .hasMessageStartingWith("[GM/CONFIG] a likelihood cannot be had so");
  }
}
