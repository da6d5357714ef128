package org.generatormatching.generators;

import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Tensor;

/**
 * G = I + stretch x x^T / (1 + |x|^2): noise along the direction from the origin is up to 1 +
 * stretch times as strong as across it.
 *
 * @param stretch above -1
 */
record Radial(double stretch) implements NoiseField.Matrix {
  Radial {
    if (!(stretch > -1)) {
      throw Problem.of(GmError.CONFIG, "noise of this stretch is singular")
          .found(stretch)
          .expected("above -1")
          .exception();
    }
  }

  @Override
  public Tensor factor(State x, Times t) {
    Tensor p = x.arrays().values().iterator().next();
    int d = Math.toIntExact(p.shape().coefficient());
    Tensor flat = p.reshape(p.shape().dim(0), d);
    Tensor scaled = flat.times(Bump.square(x).plus(1).rdiv(stretch).alignTo(flat));
    Tensor outer = scaled.unsqueeze(2).matmul(flat.unsqueeze(1));
    double[] eye = new double[d * d];
    for (int i = 0; i < d; i++) {
      eye[i * d + i] = 1;
    }
    return outer.plus(Tensor.of(HostArray.of(eye, d, d)).cast(p.dtype()));
  }
}
