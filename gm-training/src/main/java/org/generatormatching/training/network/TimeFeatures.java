package org.generatormatching.training.network;

import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/**
 * Sinusoidal features of times in [0, 1].
 *
 * <p>For every clock c and frequency k = 0..m-1: \(\sqrt 2 \sin \omega_k t_c\) and \(\sqrt 2 \cos
 * \omega_k t_c\) with \(\omega_k = \omega_{\max}^{k/(m-1)}\) radians per unit of time: from one
 * sixth of a turn over the whole run to {@value #FASTEST} rad, whose quarter turn is a step of
 * 1/64. Faster waves would only help a network to be rough in t. The factor gives a fast wave unit
 * second moment.
 *
 * <p>Shapes: t FLOAT64 [rows, clocks], result FLOAT32 [rows, clocks * 2m]. The angles are computed
 * in double precision and cast afterwards: t = 1 - 1e-9 keeps its distance from 1 as long as it
 * can.
 *
 * @param frequencies m, at least 1
 * @see <a href="https://arxiv.org/abs/1706.03762">Vaswani et al. 2017, section 3.5</a>, whose
 *     frequencies are spaced alike
 */
public record TimeFeatures(int frequencies) {
  /** The largest frequency in radians per unit of time. */
  public static final double FASTEST = 100;

  /** The features. */
  public Tensor apply(Tensor t) {
    Tensor angles = t.unsqueeze(-1).times(Tensor.of(HostArray.of(omega()))).cast(DType.FLOAT32);
    Tensor waves = Tensor.concat(-1, angles.sin(), angles.cos()).times(Math.sqrt(2));
    return waves.reshape(Shape.of(t.shape().dim(0), width(t.shape().dim(1))));
  }

  /** The number of features of a number of clocks. */
  public long width(long clocks) {
    return clocks * 2 * frequencies;
  }

  private double[] omega() {
    double[] w = new double[frequencies];
    for (int k = 0; k < frequencies; k++) {
      w[k] = Math.pow(FASTEST, frequencies == 1 ? 0 : (double) k / (frequencies - 1));
    }
    return w;
  }
}
