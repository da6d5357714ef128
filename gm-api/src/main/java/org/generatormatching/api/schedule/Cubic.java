package org.generatormatching.api.schedule;

import org.generatormatching.api.Schedule;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Tensor;

/**
 * The cubic with given slopes at both ends, kappa(t) = -2t^3 + 3t^2 + a(t^3 - 2t^2 + t) + b(t^3 -
 * t^2).
 *
 * @param a kappa'(0)
 * @param b kappa'(1)
 */
public record Cubic(double a, double b) implements Schedule {
  private static final int BISECTIONS = 60;

  /** Slopes in [0, 3] are enough for the cubic to increase. */
  public Cubic {
    if (!(a >= 0 && a <= 3 && b >= 0 && b <= 3)) {
      throw Problem.of(GmError.CONFIG, "the slopes of a cubic schedule are out of range")
          .found("a = " + a + ", b = " + b)
          .expected("both in [0, 3], where the schedule increases")
          .exception();
    }
  }

  @Override
  public Tensor value(Times t) {
    return at(t.t(), a, b);
  }

  /** By symmetry 1 - kappa(t; a, b) = kappa(1 - t; b, a): no cancellation near t = 1. */
  @Override
  public Tensor rest(Times t) {
    return at(t.oneMinusT(), b, a);
  }

  private static Tensor at(Tensor t, double a, double b) {
    return t.times(a + b - 2).plus(3 - 2 * a - b).times(t).plus(a).times(t);
  }

  @Override
  public Tensor derivative(Times t) {
    Tensor s = t.t();
    return s.times(3 * (a + b - 2)).plus(2 * (3 - 2 * a - b)).times(s).plus(a);
  }

  /**
   * By bisection, to the last bit of FLOAT64: there is no closed form without case distinctions.
   */
  @Override
  public Tensor inverse(Tensor value) {
    Tensor low = value.like(0);
    double width = 1;
    for (int i = 0; i < BISECTIONS; i++) {
      width /= 2;
      Tensor middle = low.plus(width);
      low = at(middle, a, b).le(value).where(middle, low);
    }
    return low;
  }
}
