package org.generatormatching.mutants.decorators;

import java.util.Optional;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.State;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/** Another geometry but for what is overridden. */
public interface ChangedGeometry extends ChangedSpace, Geometry.Riemannian {
  /** The geometry as it should be. */
  default Geometry.Riemannian geometry() {
    return honest().geometry(Geometry.Riemannian.class).orElseThrow();
  }

  @Override
  default <G extends Geometry> Optional<G> geometry(Class<G> kind) {
    return kind == Geometry.Riemannian.class ? Optional.of(kind.cast(this)) : Optional.empty();
  }

  @Override
  default State exp(State x, State v) {
    return geometry().exp(x, v);
  }

  @Override
  default State log(State x, State y) {
    return geometry().log(x, y);
  }

  @Override
  default Signature tangent() {
    return geometry().tangent();
  }

  @Override
  default State toTangent(State x, State ambient) {
    return geometry().toTangent(x, ambient);
  }

  @Override
  default Tensor inner(State x, State u, State v) {
    return geometry().inner(x, u, v);
  }

  @Override
  default State tangentNoise(Rng rng, State x) {
    return geometry().tangentNoise(rng, x);
  }
}
