package org.generatormatching.eval.data;

import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Signature;

/** The data set that {@link Text} loads. */
final class TextWindows implements Dataset {
  private static final String ARRAY = "text";

  private final int[] training;
  private final int[] held;
  private final int length;
  private final int[] order;
  private final String citation;

  /**
   * Windows of two parts of a text.
   *
   * @param training characters to train on, more than a window
   * @param held characters to judge by, at least a window
   * @param length of a window
   */
  TextWindows(int[] training, int[] held, int length, String citation) {
    this.training = training;
    this.held = held;
    this.length = length;
    this.citation = citation;
    // any first n of the held-out windows come from the whole part
    this.order = HostRng.of(1851).fork("held-out").permutation(held.length / length);
  }

  @Override
  public Signature signature() {
    return Signature.of(ARRAY, ArraySpec.tokens(length));
  }

  @Override
  public Batch training(HostRng rng, long step, int rows) {
    HostRng r = rng.at(step);
    int[] from = new int[rows];
    for (int i = 0; i < rows; i++) {
      from[i] = r.below(training.length - length + 1);
    }
    return windows(training, from);
  }

  /** None: there are about as many windows as characters. */
  @Override
  public Optional<Batch> trainingSet() {
    return Optional.empty();
  }

  @Override
  public Batch heldOut(int n) {
    int[] from = new int[Math.min(n, order.length)];
    for (int i = 0; i < from.length; i++) {
      from[i] = order[i] * length;
    }
    return windows(held, from);
  }

  private Batch windows(int[] part, int[] from) {
    long[] r = new long[from.length * length];
    for (int i = 0; i < r.length; i++) {
      r[i] = part[from[i / length] + i % length];
    }
    return Batch.of(ARRAY, HostArray.of(r, from.length, length));
  }

  @Override
  public Layout layout() {
    return new Layout.Text(ARRAY);
  }

  @Override
  public String citation() {
    return citation;
  }
}
