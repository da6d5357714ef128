package org.generatormatching.api;

import java.util.List;
import java.util.Optional;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/** A state space S: what a point is, where it may be, how far points are from each other. */
public interface StateSpace {
  /** The id in configurations. */
  ComponentId id();

  /** The arrays of a point, with leading axis B. */
  Signature point();

  /** Whether each row is a point of the space, BOOL [rows]. */
  Tensor isMember(State x);

  /** The reference law: standard normal, uniform, all masks. */
  Source reference();

  /** A distance, [rows]. */
  Tensor distance(State x, State y);

  /** Smooth functions that tell laws apart, for tests of generators. */
  List<TestFunction> testFunctions();

  /** Nodes that integrate over the space, where that is possible. */
  default Optional<Quadrature> quadrature() {
    return Optional.empty();
  }

  /** What else the space can do. */
  default <G extends Geometry> Optional<G> geometry(Class<G> kind) {
    return Optional.empty();
  }
}
