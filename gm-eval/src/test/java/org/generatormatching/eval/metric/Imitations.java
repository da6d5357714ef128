package org.generatormatching.eval.metric;

import java.nio.file.Path;
import java.util.Arrays;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.eval.data.Digits;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;

/** Digits, and imitations of them that a good metric sees through. */
final class Imitations {
  static final int N = 360;
  static final int D = 64;

  final Dataset digits = new Digits(false).load(Path.of("."));
  final Batch training = digits.trainingSet().orElseThrow();
  final Batch heldOut = digits.heldOut(N);

  /** Different training images. */
  Batch real(long seed) {
    return training.rows(Arrays.copyOf(HostRng.of(seed).permutation(training.size()), N));
  }

  /** Training images with normal noise, rounded and clipped. */
  Batch noisy(long seed, double deviation) {
    HostRng rng = HostRng.of(seed).fork("noise");
    double[] x = real(seed).get("x").doubles().clone();
    for (int i = 0; i < x.length; i++) {
      x[i] = level(x[i] + deviation * rng.normal());
    }
    return images(x);
  }

  /** The Gaussian with the mean and the covariance of the training images, rounded and clipped. */
  Batch gaussian(long seed) {
    double[] x = training.get("x").doubles();
    int n = training.size();
    double[] mean = new double[D];
    for (int i = 0; i < x.length; i++) {
      mean[i % D] += x[i] / n;
    }
    HostRng rng = HostRng.of(seed).fork("gaussian");
    double[] r = new double[N * D];
    for (int s = 0; s < N; s++) {
      // A sum of the centred images with independent normal weights has their covariance.
      double[] weights = rng.normals(n);
      for (int j = 0; j < D; j++) {
        double sum = 0;
        for (int i = 0; i < n; i++) {
          sum += weights[i] * (x[i * D + j] - mean[j]);
        }
        r[s * D + j] = level(mean[j] + sum / Math.sqrt(n));
      }
    }
    return images(r);
  }

  /** The mean of two random training images: no image of any digit. */
  Batch blends(long seed) {
    double[] a = real(seed).get("x").doubles();
    double[] b = real(seed + 1).get("x").doubles();
    double[] r = new double[a.length];
    for (int i = 0; i < r.length; i++) {
      r[i] = level((a[i] + b[i]) / 2);
    }
    return images(r);
  }

  private static double level(double v) {
    return Math.min(16, Math.max(0, Math.rint(v)));
  }

  static Batch images(double[] x) {
    return Batch.of("x", HostArray.of(DType.FLOAT32, x, x.length / D, 8, 8));
  }
}
