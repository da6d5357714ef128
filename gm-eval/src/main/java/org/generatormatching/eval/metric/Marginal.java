package org.generatormatching.eval.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.generatormatching.api.Batch;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/**
 * Histograms of one coordinate, of samples and of the reference, on the same bins: for reports.
 *
 * <p>The bins are equally wide and cover the reference from its smallest to its largest value, a
 * tenth wider on both sides. Values outside, and NaN, fall into no bin: shares then sum to less
 * than 1.
 *
 * @param name the array and the flat index of the coordinate: {@code x[3]}
 * @param low lower edge of the first bin
 * @param high upper edge of the last bin
 * @param samples share of the samples per bin
 * @param reference share of the reference per bin
 */
public record Marginal(
    String name, double low, double high, List<Double> samples, List<Double> reference) {
  /** Copies the lists. */
  public Marginal {
    samples = List.copyOf(samples);
    reference = List.copyOf(reference);
  }

  /** The histograms of all coordinates of one array. */
  public static List<Marginal> of(Batch samples, Batch reference, String array, int bins) {
    HostArray x = samples.get(array);
    HostArray y = reference.get(array);
    int width = width(x, samples.size());
    if (width != width(y, reference.size()) || bins < 1) {
      throw Problem.of(GmError.SHAPE, "marginals need points of one size and at least one bin")
          .found(x + " beside " + y + ", " + bins + " bins")
          .exception();
    }
    List<Marginal> r = new ArrayList<>();
    for (int j = 0; j < width; j++) {
      double[] p = column(x, j, width);
      double[] q = column(y, j, width);
      double least = Arrays.stream(q).min().orElse(0);
      double most = Arrays.stream(q).max().orElse(0);
      double margin = most > least ? (most - least) / 10 : 0.5;
      double low = least - margin;
      double high = most + margin;
      r.add(
          new Marginal(
              array + "[" + j + "]",
              low,
              high,
              shares(p, low, high, bins),
              shares(q, low, high, bins)));
    }
    return List.copyOf(r);
  }

  private static int width(HostArray array, int rows) {
    return rows == 0 ? 0 : array.size() / rows;
  }

  private static double[] column(HostArray array, int j, int width) {
    double[] r = new double[array.size() / width];
    for (int i = 0; i < r.length; i++) {
      r[i] = array.get(i * width + j);
    }
    return r;
  }

  private static List<Double> shares(double[] values, double low, double high, int bins) {
    int[] count = new int[bins];
    for (double v : values) {
      if (v >= low && v < high) {
        count[(int) Math.min(bins - 1, (v - low) / (high - low) * bins)]++;
      }
    }
    return Arrays.stream(count).mapToObj(c -> (double) c / values.length).toList();
  }
}
