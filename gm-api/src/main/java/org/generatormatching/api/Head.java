package org.generatormatching.api;

import java.util.OptionalDouble;
import java.util.Set;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Signature;

/**
 * What a network predicts about a conditional path: velocity, x1, posterior logits, log-rates. Link
 * function, conditional target and loss live in the head's own coordinates, which are affine in the
 * generator's parameter, so that averages of targets are targets.
 */
public interface Head {
  /** The id in configurations and checkpoints. */
  ComponentId id();

  /** The coordinates in which {@link #toParameter} can answer. */
  Set<CoordinateId> gives();

  /** What the generator in these coordinates does to the path's laws. */
  default Role role(CoordinateId wanted) {
    return Role.SOLUTION;
  }

  /**
   * A bound on the error of {@code <p_t, L f>} relative to {@code <p_t, |L f|>} by bins or tables,
   * from which the laws take their tolerance; 0 for a closed form.
   */
  default double discretisationError() {
    return 0;
  }

  /**
   * What the rates of an entry, without their time factor, sum up to at most, whatever a network
   * says: 1 where they are a law. Empty where nothing is known.
   */
  default OptionalDouble rateBound(CoordinateId wanted) {
    return OptionalDouble.empty();
  }

  /** The arrays [B, ...] that a network hands over. */
  Signature raw();

  /** The link: any raw output to a value in Omega. */
  Prediction predict(State raw, State xt, Times t);

  /**
   * The conditional target of evidence without a posterior, also for evidence at a time r &lt; 1.
   */
  Target target(Evidence evidence, Times t);

  /** The generator's parameter in wanted coordinates; affine in {@code value}. */
  Parameter toParameter(CoordinateId wanted, State value, State xt, Times t);

  /**
   * The generator's parameter F_t(x) itself in wanted coordinates, for laws; infinite where the
   * generator is.
   */
  default State evaluate(CoordinateId wanted, State value, State xt, Times t) {
    return toParameter(wanted, value, xt, t).value(xt, t);
  }

  /** The target of any evidence: averaged over the posterior where there is one. */
  default Target targetOf(Evidence evidence, Times t) {
    if (evidence.posterior().isEmpty()) {
      return target(evidence, t);
    }
    var posterior = evidence.posterior().get();
    long k = posterior.shape().dim(1);
    return Target.average(target(evidence.alternatives(), t.repeatRows(k)), posterior);
  }
}
