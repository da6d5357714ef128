package org.generatormatching.tensor;

/**
 * The optimiser of a training program, with torch's formulas (the place of epsilon matters).
 *
 * @param rule the update rule
 * @param clipNorm gradients are multiplied by min(1, clipNorm / (norm + 1e-6)); infinity for none
 * @param averageDecay the moving average a becomes decay * a + (1 - decay) * w after each step; 0
 *     keeps a equal to w
 */
public record OptimizerSpec(Rule rule, double clipNorm, double averageDecay) {
  /** Checks the ranges. */
  public OptimizerSpec {
    if (!(clipNorm > 0) || !(averageDecay >= 0 && averageDecay < 1)) {
      throw Problem.of(GmError.CONFIG, "optimiser settings are out of range")
          .found("clip norm " + clipNorm + ", average decay " + averageDecay)
          .expected("clip norm > 0 and 0 <= decay < 1")
          .exception();
    }
  }

  /** An update rule; the learning rate is an argument of each step. */
  public sealed interface Rule {}

  /**
   * Adam with decoupled weight decay (Loshchilov and Hutter 2019): w *= 1 - lr decay; m = b1 m + (1
   * - b1) g; v = b2 v + (1 - b2) g^2; w -= lr (m / (1 - b1^k)) / (sqrt(v / (1 - b2^k)) + epsilon).
   */
  public record AdamW(double beta1, double beta2, double epsilon, double weightDecay)
      implements Rule {
    /** The usual constants. */
    public static AdamW of(double weightDecay) {
      return new AdamW(0.9, 0.999, 1e-8, weightDecay);
    }
  }

  /** Adam (Kingma and Ba 2015): as {@link AdamW} without weight decay. */
  public record Adam(double beta1, double beta2, double epsilon) implements Rule {}

  /** Gradient descent with momentum: m = momentum m + g; w -= lr m. */
  public record Sgd(double momentum) implements Rule {}
}
