package org.generatormatching.mutants.decorators;

import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Quadrature;
import org.generatormatching.api.Source;
import org.generatormatching.api.State;
import org.generatormatching.api.StateSpace;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/** Another space but for what is overridden. */
public interface ChangedSpace extends StateSpace {
  /** The space as it should be. */
  StateSpace honest();

  @Override
  default ComponentId id() {
    return honest().id();
  }

  @Override
  default Signature point() {
    return honest().point();
  }

  @Override
  default Tensor isMember(State x) {
    return honest().isMember(x);
  }

  @Override
  default Source reference() {
    return honest().reference();
  }

  @Override
  default Tensor distance(State x, State y) {
    return honest().distance(x, y);
  }

  @Override
  default List<TestFunction> testFunctions() {
    return honest().testFunctions();
  }

  @Override
  default Optional<Quadrature> quadrature() {
    return honest().quadrature();
  }

  @Override
  default <G extends Geometry> Optional<G> geometry(Class<G> kind) {
    return honest().geometry(kind);
  }
}
