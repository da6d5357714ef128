package org.generatormatching.generators;

import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.Head;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Solution;
import org.generatormatching.tensor.ComponentId;

/**
 * The chain that carries a mixture path over sites: every site jumps to its data with rate
 * kappa'/(1 - kappa), {@code u(y, x|z) = kappa'/(1 - kappa) (delta_z(y) - delta_x(y))}, from
 * whatever source. A closed form: nothing is discretised. Source: Gat et al. 2024.
 */
public record MixtureCtmc() implements Solution {
  @Override
  public ComponentId id() {
    return ComponentId.of("mixture-ctmc@1");
  }

  @Override
  public GeneratorFamily family() {
    return new Ctmc();
  }

  @Override
  public boolean supports(ConditionalPath path) {
    return path.trait(PathTrait.Mixture.class).isPresent()
        && path.space().geometry(Geometry.Sites.class).isPresent();
  }

  @Override
  public Head solve(ConditionalPath path) {
    return new PosteriorHead(path);
  }
}
