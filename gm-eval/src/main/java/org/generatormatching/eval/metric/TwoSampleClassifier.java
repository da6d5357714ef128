package org.generatormatching.eval.metric;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Metric;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/**
 * The classifier two-sample test: how often a classifier tells samples from held-out data on rows
 * that it was not fitted on. 1/2 is perfect, 1 means that every sample is seen through.
 *
 * <p>Equally many samples and held-out points, at most {@code most} each, are split into folds;
 * every fold is classified by a {@link KernelClassifier} fitted on the others. The floor is the
 * mean of the same test over {@value #REPEATS} fresh samples of the data against the same held-out
 * points; the standard deviation of one value there is about \(1 / (2\sqrt{2n})\), 0.02 for n =
 * 360. The interval draws the decisions on rows that the classifier was not fitted on anew; it
 * leaves out that on other rows the classifier would be another one.
 *
 * <p><b>Choice of the classifier.</b> It must see, and must owe nothing to luck. Compared on the
 * digits (n = 360, 5 folds): a Gaussian with the data's mean and covariance, rounded and clipped,
 * is told from held-out digits with accuracy .84-.85 by multilayer perceptrons, .87-.89 by nearest
 * neighbours, .93-.95 by the Gaussian kernel; one Gaussian per digit with .69-.70, .62-.67 and .75.
 * The kernel needs no optimiser and no starting values. The Laplace kernel (sums of absolute
 * differences) and forests of trees are sharper still (.85 for one Gaussian per digit), because
 * they single out pixels that are nearly always blank: choose {@code kernel: laplace} for the
 * strictest test. Its score has a name of its own, because values of different classifiers must not
 * be compared.
 *
 * @param kernel default {@code gaussian}
 * @param folds default 5
 * @param most default 500; the cost grows with the third power
 * @see <a href="https://arxiv.org/abs/1610.06545">Lopez-Paz and Oquab 2017</a>
 */
public record TwoSampleClassifier(Kernel kernel, Integer folds, Integer most) implements Metric {
  private static final ComponentId ID = ComponentId.of("c2st@1");
  private static final int REPEATS = 5;

  /** What the classifier measures distances with. */
  public enum Kernel {
    /** The squared Euclidean distance. */
    GAUSSIAN("c2st"),
    /** The sum of absolute differences. */
    LAPLACE("c2st-laplace");

    private final String score;

    Kernel(String score) {
      this.score = score;
    }

    double distance(double[] a, double[] b) {
      double sum = 0;
      for (int j = 0; j < a.length; j++) {
        double d = a[j] - b[j];
        sum += this == GAUSSIAN ? d * d : Math.abs(d);
      }
      return sum;
    }
  }

  /** Puts defaults in their places and checks ranges. */
  public TwoSampleClassifier {
    kernel = kernel == null ? Kernel.GAUSSIAN : kernel;
    folds = folds == null ? 5 : folds;
    most = most == null ? 500 : most;
    List<Problem> problems = new ArrayList<>();
    if (folds < 2) {
      problems.add(
          Problem.of(GmError.CONFIG, "c2st needs folds").found(folds).expected("at least 2"));
    }
    if (most < folds) {
      problems.add(
          Problem.of(GmError.CONFIG, "c2st needs a point per fold")
              .found(most)
              .expected("at least " + folds));
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  @Override
  public ComponentId id() {
    return ID;
  }

  @Override
  public List<Score> evaluate(Setting setting) {
    HostRng rng = HostRng.of(setting.seed()).fork("c2st");
    boolean sharedUnit = !(setting.dataset().layout() instanceof Dataset.Layout.Columns);
    Rows samples = Rows.samples(setting);
    Rows reference = Rows.reference(setting);
    int n = Math.min(most, Math.min(samples.size(), reference.size()));
    if (n < folds) {
      throw Problem.of(GmError.DATA, "c2st has too few points")
          .found(samples.size() + " samples and " + reference.size() + " held-out points")
          .expected("at least " + folds + " of each")
          .exception();
    }
    Rows held = reference.some(rng.fork("reference"), n);
    double[][] right = decisions(samples.some(rng.fork("samples"), n), held, rng, sharedUnit);
    double[] ofSamples =
        Bootstrap.means(right[0], Bootstrap.weights(rng.fork("bootstrap-samples"), n));
    double[] ofReference =
        Bootstrap.means(right[1], Bootstrap.weights(rng.fork("bootstrap-reference"), n));
    double[] value = Bootstrap.columns(b -> (ofSamples[b] + ofReference[b]) / 2);
    double floor = 0;
    for (int i = 0; i < REPEATS; i++) {
      Rows real = Rows.real(setting.dataset(), rng.fork("floor").at(i), n);
      double[][] floors = decisions(real, held, rng, sharedUnit);
      floor += Arrays.stream(floors).flatMapToDouble(Arrays::stream).average().orElse(0) / REPEATS;
    }
    return List.of(
        Bootstrap.score(kernel.score, value, Bootstrap.Range.SHARE, floor, n, Better.LOWER));
  }

  /** Whether each row of a, and each of b, is told apart rightly: 1, 0, or 1/2 for a tie. */
  private double[][] decisions(Rows a, Rows b, HostRng rng, boolean sharedUnit) {
    int n = Math.min(a.size(), b.size());
    double[][] right = new double[2][n];
    int[] foldsOfA = foldOf(rng.fork("folds-a"), n);
    int[] foldsOfB = foldOf(rng.fork("folds-b"), n);
    for (int fold = 0; fold < folds; fold++) {
      List<double[]> x = new ArrayList<>();
      List<Double> y = new ArrayList<>();
      for (int i = 0; i < n; i++) {
        if (foldsOfA[i] != fold) {
          x.add(a.values()[i]);
          y.add(1.0);
        }
        if (foldsOfB[i] != fold) {
          x.add(b.values()[i]);
          y.add(-1.0);
        }
      }
      double[] labels = y.stream().mapToDouble(v -> v).toArray();
      var classifier = new KernelClassifier(kernel, x.toArray(double[][]::new), labels, sharedUnit);
      for (int i = 0; i < n; i++) {
        if (foldsOfA[i] == fold) {
          right[0][i] = (1 + Math.signum(classifier.decide(a.values()[i]))) / 2;
        }
        if (foldsOfB[i] == fold) {
          right[1][i] = (1 - Math.signum(classifier.decide(b.values()[i]))) / 2;
        }
      }
    }
    return right;
  }

  private int[] foldOf(HostRng rng, int n) {
    int[] order = rng.permutation(n);
    int[] r = new int[n];
    for (int i = 0; i < n; i++) {
      r[order[i]] = i % folds;
    }
    return r;
  }
}
