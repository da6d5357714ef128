package org.generatormatching.mutants;

import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Point;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Signature;

/** Honest data sets, small enough to be judged in a moment. */
public final class SmallData {
  private SmallData() {}

  /**
   * N((1, 0), s^2 I) in the plane; {@code claimed} is the s of its density, equal to s in an honest
   * law.
   */
  public record NormalLaw(double s, double claimed) implements Dataset.ExactLaw {
    @Override
    public Batch sample(HostRng rng, int n) {
      double[] x = rng.normals(2 * n);
      for (int i = 0; i < x.length; i++) {
        x[i] = s * x[i] + (i % 2 == 0 ? 1 : 0);
      }
      return Batch.of("x", HostArray.of(DType.FLOAT32, x, n, 2));
    }

    @Override
    public double logDensity(Point p) {
      double[] x = p.get("x");
      double r = (x[0] - 1) * (x[0] - 1) + x[1] * x[1];
      return -r / (2 * claimed * claimed) - Math.log(2 * Math.PI * claimed * claimed);
    }
  }

  /** Endless data of a law. */
  public record Endless(ExactLaw exact) implements Dataset {
    @Override
    public Signature signature() {
      return exact.sample(HostRng.of(0), 1).signature();
    }

    @Override
    public Batch training(HostRng rng, long step, int rows) {
      return exact.sample(rng.at(step), rows);
    }

    @Override
    public Optional<Batch> trainingSet() {
      return Optional.empty();
    }

    @Override
    public Batch heldOut(int n) {
      return exact.sample(HostRng.of(7), n);
    }

    @Override
    public Optional<ExactLaw> law() {
      return Optional.of(exact);
    }

    @Override
    public Layout layout() {
      return new Layout.Plane("x", -2, 4);
    }

    @Override
    public String citation() {
      return "";
    }
  }

  /** Finite data in epochs. */
  public record Finite(Batch rows, Batch held) implements Dataset {
    @Override
    public Signature signature() {
      return rows.signature();
    }

    @Override
    public Batch training(HostRng rng, long step, int n) {
      int[] index = new int[n];
      for (int i = 0; i < n; i++) {
        long position = step * n + i;
        int size = rows.size();
        int[] order = rng.at(position / size).permutation(size);
        index[i] = order[(int) (position % size)];
      }
      return rows.rows(index);
    }

    @Override
    public Optional<Batch> trainingSet() {
      return Optional.of(rows);
    }

    @Override
    public Batch heldOut(int n) {
      return held.rows(0, Math.min(n, held.size()));
    }

    @Override
    public Layout layout() {
      return new Layout.Columns();
    }

    @Override
    public String citation() {
      return "";
    }

    @Override
    public String toString() {
      return rows.size() + " rows";
    }
  }

  public static Dataset normal() {
    return new Endless(new NormalLaw(0.7, 0.7));
  }

  /** Rows of two numbers of different units and a label; rows of whole numbers repeat. */
  public static Batch table(long seed, int n, boolean whole) {
    HostRng rng = HostRng.of(seed);
    double[] x = new double[2 * n];
    long[] label = new long[n];
    for (int i = 0; i < n; i++) {
      x[2 * i] = 3 + rng.normal();
      x[2 * i + 1] = 20 * rng.normal();
      label[i] = rng.below(3);
    }
    for (int i = 0; whole && i < x.length; i++) {
      x[i] = Math.rint(x[i]);
    }
    return Batch.of("x", HostArray.of(DType.FLOAT32, x, n, 2)).with("label", HostArray.of(label));
  }

  public static Dataset finite(boolean whole) {
    Batch all = table(5, 240, whole);
    return new Finite(all.rows(0, 180), all.rows(180, 240));
  }
}
