package org.generatormatching.plugins.jump;

import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Head;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.Solution;
import org.generatormatching.tensor.ComponentId;

/**
 * The jump process that carries the affine Gaussian path, coordinate by coordinate; see {@link
 * GaussianJumpHead} for the formulas and for what the bins cost.
 *
 * @param bins where a coordinate can jump to
 */
public record GaussianJump(Bins bins) implements Solution {
  @Override
  public ComponentId id() {
    return ComponentId.of("gaussian-jump@1");
  }

  @Override
  public GeneratorFamily family() {
    return new BinJump(bins);
  }

  @Override
  public boolean supports(ConditionalPath path) {
    return path.trait(PathTrait.AffineGaussian.class).isPresent()
        && family().supports(path.space());
  }

  @Override
  public Head solve(ConditionalPath path) {
    return new GaussianJumpHead(path, bins);
  }
}
