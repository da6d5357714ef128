package org.generatormatching.eval.metric;

import java.util.Arrays;
import java.util.List;
import org.generatormatching.api.Metric;
import org.generatormatching.tensor.ComponentId;

/**
 * The squared maximum mean discrepancy between samples and held-out data: 0 for equal laws only.
 *
 * <p>\(E k(X,X') + E k(Y,Y') - 2 E k(X,Y)\) with \(k(x,y) = \frac13 \sum_c e^{-|x-y|^2/2(cm)^2}\),
 * c = 1/2, 1, 2, m the median distance between held-out points ({@value #MEDIAN} random ones at
 * most), 1 where that is 0.
 *
 * <p>All means are over all pairs including a point with itself (the V-statistic, never negative).
 * Two samples of sizes n and m of one law give \((1/n + 1/m)\,(1 - E k(Y,Y'))\) on average, exactly
 * for a given kernel; the floor is that, with E k(Y,Y') of distinct held-out points. Value minus
 * floor is, up to terms smaller by 1/n, the unbiased estimate, which is negative every other time
 * for perfect samples and has no floor to be compared with.
 *
 * <p>The interval draws the rows of both sides anew and keeps the kernel and the units.
 *
 * <p>Columns of different units are divided by their standard deviation in the held-out data.
 *
 * @param most points used of each side, because the cost is quadratic; default 4000
 * @see <a href="https://jmlr.org/papers/v13/gretton12a.html">Gretton et al. 2012</a>
 */
public record MeanDiscrepancy(Integer most) implements Metric {
  private static final ComponentId ID = ComponentId.of("mmd@1");
  private static final int MEDIAN = 500;

  /** Puts the default in its place and checks the range. */
  public MeanDiscrepancy {
    most = PairedRows.most(ID, most == null ? 4000 : most);
  }

  @Override
  public ComponentId id() {
    return ID;
  }

  @Override
  public List<Score> evaluate(Setting setting) {
    PairedRows rows = PairedRows.of(setting, ID, most);
    double[][] x = rows.samples();
    double[][] y = rows.held().values();
    double[][] v = rows.ofSamples();
    double[][] w = rows.ofHeld();
    int n = x.length;
    int m = y.length;
    double median = medianSquare(rows.held().some(rows.rng().fork("median"), MEDIAN).values());
    PairMeans kernel = new PairMeans((a, b) -> kernel(square(a, b) / median));
    double[] across = kernel.across(x, v, y, w);
    double[] ofSamples = kernel.within(x, v);
    double[] within = kernel.within(y, w);
    double[] value = Bootstrap.columns(b -> ofSamples[b] + within[b] - 2 * across[b]);
    double distinct = (within[0] * m - 1) / (m - 1);
    double floor = (1.0 / n + 1.0 / m) * (1 - distinct);
    return List.of(Bootstrap.score("mmd", value, Bootstrap.Range.DISTANCE, floor, n, Better.LOWER));
  }

  private static double square(double[] a, double[] b) {
    return TwoSampleClassifier.Kernel.GAUSSIAN.distance(a, b);
  }

  /** The kernel at a squared distance in units of the squared median. */
  private static double kernel(double r) {
    double wide = Math.exp(-r / 8);
    double middle = wide * wide * wide * wide;
    double narrow = middle * middle * middle * middle;
    return (wide + middle + narrow) / 3;
  }

  private static double medianSquare(double[][] y) {
    double[] all = new double[y.length * (y.length - 1) / 2];
    int at = 0;
    for (int i = 0; i < y.length; i++) {
      for (int j = 0; j < i; j++) {
        all[at++] = square(y[i], y[j]);
      }
    }
    Arrays.sort(all);
    double middle = all[all.length / 2];
    return middle > 0 ? middle : 1;
  }
}
