package org.generatormatching.generators;

import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Head;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Solution;
import org.generatormatching.tensor.ComponentId;

/**
 * The flow u(x|z) = alpha' z + sigma' (x - alpha z)/sigma that carries the affine Gaussian path,
 * d_t p = -div(u p). Source: Lipman et al. 2023, theorem 3.
 */
public record AffineGaussianFlow() implements Solution {
  @Override
  public ComponentId id() {
    return ComponentId.of("affine-gaussian-flow@1");
  }

  @Override
  public GeneratorFamily family() {
    return new Flow();
  }

  @Override
  public boolean supports(ConditionalPath path) {
    return path.trait(PathTrait.AffineGaussian.class).isPresent()
        && family().supports(path.space());
  }

  @Override
  public Head solve(ConditionalPath path) {
    return GaussianHead.velocity(path);
  }
}
