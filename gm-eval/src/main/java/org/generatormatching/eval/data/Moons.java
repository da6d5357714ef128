package org.generatormatching.eval.data;

import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Point;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * Two interleaved half circles with Gaussian noise.
 *
 * <p>\(X = c_s + (\pm\cos A, \pm\sin A) + \sigma Z\), A uniform on \([0, \pi]\): the upper half
 * circle around (0, 0) or, as likely, the lower one around (1, 1/2), both of radius 1.
 *
 * <p>The density is a line integral: at distance \(\rho\) and angle \(\varphi\) from a circle's
 * centre, \(p = \frac{1}{2\pi\sigma^2} e^{-(\rho-1)^2/2\sigma^2} \frac1\pi \int_0^\pi
 * e^{-\rho(1-\cos(a-\varphi))/\sigma^2} da\) per half circle. The integrand's largest exponent is
 * taken out, so that log p stays finite and precise far away; the integral is a five-point
 * Gauss-Legendre rule on panels no wider than the integrand's own scale, relative error below 1e-8.
 *
 * <p>Array {@code x} FLOAT32 [n, 2]. Directions are normalised normal pairs: no sine, the same bits
 * on every machine.
 *
 * @param noise the standard deviation sigma per coordinate, from 0.01 to 1
 */
public record Moons(Double noise) implements Dataset.ExactLaw {
  private static final double[] NODE = {
    0, 0.5384693101056831, -0.5384693101056831, 0.9061798459386640, -0.9061798459386640
  };
  private static final double[] MASS = {
    0.5688888888888889,
    0.4786286704993665,
    0.4786286704993665,
    0.2369268850561891,
    0.2369268850561891
  };

  /** Checks the noise; 0.1 where it is absent. */
  public Moons {
    noise = noise == null ? 0.1 : noise;
    if (!(noise >= 0.01 && noise <= 1)) {
      throw Problem.of(GmError.CONFIG, "the moons' noise is out of range")
          .found(noise)
          .expected("0.01 to 1")
          .exception();
    }
  }

  @Override
  public Batch sample(HostRng rng, int n) {
    float[] x = new float[2 * n];
    for (int r = 0; r < n; r++) {
      boolean lower = rng.below(2) == 1;
      double a = rng.normal();
      double b = Math.abs(rng.normal());
      double length = Math.sqrt(a * a + b * b);
      double cos = a / length;
      double sin = b / length;
      x[2 * r] = (float) ((lower ? 1 - cos : cos) + noise * rng.normal());
      x[2 * r + 1] = (float) ((lower ? 0.5 - sin : sin) + noise * rng.normal());
    }
    return Batch.of("x", HostArray.of(x, n, 2));
  }

  @Override
  public double logDensity(Point x) {
    double[] v = x.get("x");
    double upper = logHalfCircle(v[0], v[1]);
    double lower = logHalfCircle(1 - v[0], 0.5 - v[1]);
    double most = Math.max(upper, lower);
    return most + Math.log((Math.exp(upper - most) + Math.exp(lower - most)) / 2);
  }

  /** log p of the upper half circle around the origin. */
  private double logHalfCircle(double x, double y) {
    double rho = Math.hypot(x, y);
    double phi = Math.atan2(y, x);
    // Below the circle's diameter the nearest point is one of its ends.
    double nearest = phi >= 0 ? phi : x >= 0 ? 0 : Math.PI;
    double variance = noise * noise;
    double largest = Math.cos(nearest - phi);
    double scale =
        phi >= 0 ? noise / Math.sqrt(Math.max(rho, 1e-3)) : 2 * variance / Math.max(rho, 1e-3);
    int panels = (int) Math.min(8192, Math.max(16, Math.ceil(Math.PI / scale)));
    double width = Math.PI / panels;
    double sum = 0;
    for (int p = 0; p < panels; p++) {
      for (int k = 0; k < NODE.length; k++) {
        double a = width * (p + 0.5 + NODE[k] / 2);
        sum += MASS[k] * Math.exp(rho * (Math.cos(a - phi) - largest) / variance);
      }
    }
    double mean = sum / (2 * panels);
    return Math.log(mean)
        - ((rho - 1) * (rho - 1) / 2 + rho * (1 - largest)) / variance
        - Math.log(2 * Math.PI * variance);
  }
}
