package org.generatormatching.eval.data;

import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Signature;
import org.jspecify.annotations.Nullable;

/**
 * A finite data set that is split into training and held-out rows.
 *
 * <p>Training walks through the rows in epochs: position p = step * rows + i of the walk is row
 * {@code permutation[p mod n]} of epoch {@code p / n}, and each epoch has its own uniform
 * permutation. A step may end one epoch and begin the next, so no row is ever left out.
 */
public final class FiniteDataset implements Dataset {
  private final Batch training;
  private final Batch heldOut;
  private final Layout layout;
  private final String citation;
  private volatile @Nullable Order last;

  /** The order of one epoch, under the name of the stream that gave it. */
  private record Order(long name, int[] rows) {}

  /**
   * A data set.
   *
   * @param heldOut rows that training never sees
   * @throws org.generatormatching.tensor.GmException [GM/DATA] if either part is empty
   */
  public FiniteDataset(Batch training, Batch heldOut, Layout layout, String citation) {
    if (training.size() == 0 || heldOut.size() == 0) {
      throw Problem.of(GmError.DATA, "a data set needs rows to train on and rows to judge by")
          .found(training.size() + " for training and " + heldOut.size() + " held out")
          .exception();
    }
    this.training = training;
    this.heldOut = heldOut;
    this.layout = layout;
    this.citation = citation;
  }

  @Override
  public Signature signature() {
    return training.signature();
  }

  @Override
  public Batch training(HostRng rng, long step, int rows) {
    HostRng epochs = rng.fork("epoch");
    int n = training.size();
    long position = Math.multiplyExact(step, (long) rows);
    int[] index = new int[rows];
    int done = 0;
    while (done < rows) {
      int[] order = order(epochs.at(position / n), n);
      int from = (int) (position % n);
      int count = Math.min(rows - done, n - from);
      System.arraycopy(order, from, index, done, count);
      done += count;
      position += count;
    }
    return training.rows(index);
  }

  /** Keeps the last permutation, because an epoch asks for the same one many times. */
  private int[] order(HostRng epoch, int n) {
    long name = epoch.fork("name").bits();
    Order known = last;
    if (known == null || known.name != name) {
      known = new Order(name, epoch.permutation(n));
      last = known;
    }
    return known.rows;
  }

  @Override
  public Optional<Batch> trainingSet() {
    return Optional.of(training);
  }

  @Override
  public Batch heldOut(int n) {
    return heldOut.rows(0, Math.min(n, heldOut.size()));
  }

  @Override
  public Layout layout() {
    return layout;
  }

  @Override
  public String citation() {
    return citation;
  }
}
