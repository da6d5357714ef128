package org.generatormatching.training.network;

import java.util.ArrayList;
import java.util.List;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/**
 * Sinusoidal features of the numbers of a point beside the numbers themselves: \(\sin 2^k x_i\) and
 * \(\cos 2^k x_i\) for k = 0..m-1.
 *
 * <p>A perceptron learns slow functions of its input long before fast ones. In few dimensions laws
 * often have sharp edges, which these features put within its reach; in many (images) neighbours
 * tell the same, and they only cost. The frequencies suit numbers of variance about 1.
 *
 * <p>Shapes: x FLOAT32 [rows, d], result [rows, d (1 + 2m)].
 *
 * @param count m, 0 for the numbers alone
 * @see <a href="https://arxiv.org/abs/2006.10739">Tancik et al. 2020</a>
 */
record PointWaves(int count) {
  /** Lets the number of dimensions decide. */
  static final int AUTOMATIC = -1;

  private static final int FEW = 8;
  private static final int USUAL = 4;

  /** So many, or what suits points of so many numbers. */
  static PointWaves of(int count, long numbers) {
    return new PointWaves(count == AUTOMATIC ? (numbers <= FEW ? USUAL : 0) : count);
  }

  /** The features. */
  Tensor apply(Tensor x) {
    if (count == 0) {
      return x;
    }
    List<Tensor> parts = new ArrayList<>(List.of(x));
    float[] omega = new float[count];
    for (int k = 0; k < count; k++) {
      omega[k] = (float) Math.scalb(1.0, k);
    }
    Tensor angles = x.unsqueeze(-1).times(Tensor.of(HostArray.of(omega)));
    Shape flat = Shape.of(x.shape().dim(0), x.shape().dim(1) * count);
    parts.add(angles.sin().reshape(flat));
    parts.add(angles.cos().reshape(flat));
    return Tensor.concat(1, parts);
  }

  /** The number of features of so many numbers. */
  long width(long numbers) {
    return numbers * (1 + 2L * count);
  }
}
