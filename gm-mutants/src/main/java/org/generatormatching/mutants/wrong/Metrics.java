package org.generatormatching.mutants.wrong;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Metric;
import org.generatormatching.tck.oracle.Statistics;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;

/** A metric, the distance of means, with a fault. */
public final class Metrics {
  private Metrics() {}

  /** What a mutant does wrong. */
  public enum Fault {
    NONE,
    TENTH_OF_THE_FLOOR,
    LOOKS_AT_THE_REFERENCE_TWICE,
    WRONG_DIRECTION,
    FIRST_ROWS_ONLY,
    COUNTS_CALLS,
    REFUSES
  }

  /** |mean x - mean y|^2, whose mean over samples of one law is (1/n + 1/m) tr cov. */
  public record MeanDistance(Fault fault, AtomicLong calls) implements Metric {
    @Override
    public ComponentId id() {
      return ComponentId.of("mean-distance@1");
    }

    @Override
    public List<Score> evaluate(Setting setting) {
      if (fault == Fault.REFUSES) {
        throw Problem.of(GmError.DATA, "needs other data").exception();
      }
      Batch reference = setting.reference();
      int n = setting.samples().size();
      Batch x =
          switch (fault) {
            case LOOKS_AT_THE_REFERENCE_TWICE -> setting.dataset().heldOut(n);
            case FIRST_ROWS_ONLY -> setting.samples().rows(0, n / 8);
            default -> setting.samples();
          };
      double value = 0;
      double spread = 0;
      for (int j = 0; j < 2; j++) {
        double[] a = column(x.get("x"), j);
        double[] b = column(reference.get("x"), j);
        double d = Statistics.mean(a) - Statistics.mean(b);
        value += d * d;
        spread += Statistics.variance(b);
      }
      double floor = spread * (1.0 / x.size() + 1.0 / reference.size());
      if (fault == Fault.COUNTS_CALLS) {
        value += 1e-6 * HostRng.of(calls.getAndIncrement()).normal();
      }
      return List.of(
          new Score(
              "mean-distance",
              value,
              fault == Fault.TENTH_OF_THE_FLOOR ? floor / 10 : floor,
              n,
              fault == Fault.WRONG_DIRECTION ? Better.HIGHER : Better.LOWER));
    }

    private static double[] column(HostArray x, int j) {
      double[] r = new double[x.size() / 2];
      for (int i = 0; i < r.length; i++) {
        r[i] = x.get(2 * i + j);
      }
      return r;
    }
  }
}
