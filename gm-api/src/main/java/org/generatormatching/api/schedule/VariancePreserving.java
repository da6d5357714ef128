package org.generatormatching.api.schedule;

import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Tensor;

/**
 * The variance preserving path of score-based diffusion: with s = 1 - t and T = s^2 (b1 - b0)/2 + s
 * b0, alpha = e^(-T/2) and sigma = sqrt(1 - e^-T).
 *
 * <p>alpha(0) is small but not 0 (0.0066 for b0 = 0.1, b1 = 20), so the source is reached
 * approximately; sigma' is infinite at t = 1.
 *
 * @param b0 noise rate at the data
 * @param b1 noise rate at the source
 */
public record VariancePreserving(double b0, double b1) implements GaussianSchedule {
  /** Checks the range. */
  public VariancePreserving {
    if (!(b0 > 0 && b1 > b0)) {
      throw Problem.of(
              GmError.CONFIG, "the rates of a variance preserving schedule are out of range")
          .found("b0 = " + b0 + ", b1 = " + b1)
          .expected("0 < b0 < b1")
          .exception();
    }
  }

  /** b0 = 0.1, b1 = 20. */
  public static VariancePreserving usual() {
    return new VariancePreserving(0.1, 20);
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("vp@1");
  }

  private Tensor total(Times t) {
    Tensor s = t.oneMinusT();
    return s.times((b1 - b0) / 2).plus(b0).times(s);
  }

  private Tensor rate(Times t) {
    return t.oneMinusT().times(b1 - b0).plus(b0);
  }

  private Tensor timeOfTotal(Tensor total) {
    Tensor root = total.times(2 * (b1 - b0)).plus(b0 * b0).sqrt();
    return root.minus(b0).div(b1 - b0).rsub(1);
  }

  @Override
  public Schedule alpha() {
    return new Schedule() {
      @Override
      public Tensor value(Times t) {
        return total(t).times(-0.5).exp();
      }

      @Override
      public Tensor rest(Times t) {
        return total(t).times(-0.5).expm1().neg();
      }

      @Override
      public Tensor derivative(Times t) {
        return value(t).times(rate(t)).times(0.5);
      }

      @Override
      public Tensor inverse(Tensor value) {
        return timeOfTotal(value.log().times(-2));
      }
    };
  }

  @Override
  public Tensor sigma(Times t) {
    return total(t).neg().expm1().neg().sqrt();
  }

  @Override
  public Tensor sigmaDerivative(Times t) {
    return rate(t).times(total(t).neg().exp()).div(sigma(t)).times(-0.5);
  }

  /** e^-T / (1 - e^-T) = r^2 gives T = log(1 + 1/r^2). */
  @Override
  public Tensor timeOfRatio(Tensor alphaOverSigma) {
    return timeOfTotal(alphaOverSigma.square().rdiv(1).log1p());
  }
}
