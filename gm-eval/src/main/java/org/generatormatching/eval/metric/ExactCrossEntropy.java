package org.generatormatching.eval.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Metric;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * The cross entropy of samples under the exact law, in nats, and the share of samples outside its
 * support.
 *
 * <p>{@code cross-entropy}: \(-\frac{1}{n_+} \sum_{p(x_i) > 0} \log p(x_i) - \log \frac{n_+}{n}\),
 * \(n_+\) of n samples having a density. One sample outside would make the plain mean infinite, so
 * that the mean is over the others. The second term is the price of leaving samples out, the
 * smallest divergence \(KL(r \| q)\) between a law r inside the support and the samples' own law q;
 * without it a sampler that misses the support of a uniform law would be perfect. It is infinite,
 * without an interval, where every sample lies outside.
 *
 * <p>The floor is the law's entropy: the mean over {@value #REPEATS} exact samples of the same
 * size. Values below it are no better than values above it, because samples that keep to the peaks
 * of the density have a small cross entropy. Samples that are all at one point of typical density
 * are at the floor too: use it beside a distance.
 *
 * <p>{@code outside-share}: \(1 - n_+/n\), floor 0; left out for laws with a density everywhere, as
 * found by {@value #PROBES} points of the law moved by about 8 standard deviations, and for tokens.
 *
 * <p>The intervals draw the samples anew; the law is exact.
 */
public record ExactCrossEntropy() implements Metric {
  private static final ComponentId ID = ComponentId.of("cross-entropy@1");
  private static final int REPEATS = 5;
  private static final int PROBES = 64;

  @Override
  public ComponentId id() {
    return ID;
  }

  @Override
  public List<Score> evaluate(Setting setting) {
    Dataset.ExactLaw law =
        setting
            .dataset()
            .law()
            .orElseThrow(
                () ->
                    Problem.of(GmError.UNSUPPORTED, "cross-entropy@1 needs an exact law")
                        .found("data whose density is unknown")
                        .advice("Compare with held-out data: energy-distance@1 or c2st@1.")
                        .exception());
    int n = setting.samples().size();
    if (n == 0) {
      throw Problem.of(GmError.DATA, "cross-entropy@1 has no samples").exception();
    }
    // Finite points only: a NaN would be neither inside nor outside.
    Rows.samples(setting);
    HostRng rng = HostRng.of(setting.seed()).fork("cross-entropy");
    double[] log = logDensities(law, setting.samples());
    double[][] weights = Bootstrap.weights(rng.fork("bootstrap"), n);
    double[] inside =
        Bootstrap.means(Arrays.stream(log).map(v -> isInside(v) ? 1 : 0).toArray(), weights);
    double[] sum =
        Bootstrap.means(Arrays.stream(log).map(v -> isInside(v) ? v : 0).toArray(), weights);
    double[] value =
        Bootstrap.columns(
            b ->
                inside[b] == 0
                    ? Double.POSITIVE_INFINITY
                    : -sum[b] / inside[b] - Math.log(inside[b]));
    List<Score> scores = new ArrayList<>();
    scores.add(
        Bootstrap.score(
            "cross-entropy", value, Bootstrap.Range.REAL, entropy(law, rng, n), n, Better.FLOOR));
    if (isBounded(law)) {
      double[] outside = Bootstrap.columns(b -> 1 - inside[b]);
      scores.add(
          Bootstrap.score("outside-share", outside, Bootstrap.Range.SHARE, 0, n, Better.LOWER));
    }
    return List.copyOf(scores);
  }

  private static boolean isInside(double logDensity) {
    return logDensity > Double.NEGATIVE_INFINITY;
  }

  private static double[] logDensities(Dataset.ExactLaw law, Batch rows) {
    double[] r = new double[rows.size()];
    for (int i = 0; i < r.length; i++) {
      r[i] = law.logDensity(rows.point(i));
    }
    return r;
  }

  private static double entropy(Dataset.ExactLaw law, HostRng rng, int n) {
    double sum = 0;
    for (int i = 0; i < REPEATS; i++) {
      Batch exact = law.sample(rng.fork("floor").at(i), n);
      sum -= Arrays.stream(logDensities(law, exact)).average().orElse(0) / REPEATS;
    }
    return sum;
  }

  /** Whether some points far away have no density: a property of the law, not of the samples. */
  private static boolean isBounded(Dataset.ExactLaw law) {
    HostRng rng = HostRng.of(0).fork("cross-entropy-probes");
    Batch far = law.sample(rng.fork("points"), PROBES);
    for (var e : far.arrays().entrySet()) {
      HostArray a = e.getValue();
      if (a.dtype().floating()) {
        double[] v = a.doubles();
        double mean = Arrays.stream(v).average().orElse(0);
        double spread =
            Math.sqrt(Arrays.stream(v).map(x -> (x - mean) * (x - mean)).average().orElse(0));
        double[] z = rng.fork(e.getKey()).normals(v.length);
        for (int i = 0; i < v.length; i++) {
          z[i] = v[i] + 8 * spread * z[i];
        }
        far = far.with(e.getKey(), HostArray.of(a.dtype(), z, a.dims()));
      }
    }
    return Arrays.stream(logDensities(law, far)).anyMatch(v -> !isInside(v));
  }
}
