package org.generatormatching.mutants.wrong;

import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Point;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Signature;

/** Data sets with one mistake. */
public final class Datasets {
  private Datasets() {}

  /** Where the training rows of a mutant come from. */
  public interface Rows {
    Batch of(Dataset data, HostRng rng, long step, int rows);
  }

  /** Another way to the training rows of a data set. */
  public record Trained(String name, Dataset data, Rows rows) implements Dataset {
    @Override
    public Signature signature() {
      return data.signature();
    }

    @Override
    public Batch training(HostRng rng, long step, int n) {
      return rows.of(data, rng, step, n);
    }

    @Override
    public Optional<Batch> trainingSet() {
      return data.trainingSet();
    }

    @Override
    public Batch heldOut(int n) {
      return data.heldOut(n);
    }

    @Override
    public Layout layout() {
      return data.layout();
    }

    @Override
    public String citation() {
      return data.citation();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /** NaN where the density is 0. */
  public record NanOutside(Dataset.ExactLaw law) implements Dataset.ExactLaw {
    @Override
    public Batch sample(HostRng rng, int n) {
      return law.sample(rng, n);
    }

    @Override
    public double logDensity(Point x) {
      double log = law.logDensity(x);
      return log < -15 ? Double.NaN : log;
    }
  }
}
