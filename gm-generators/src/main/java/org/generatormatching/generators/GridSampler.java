package org.generatormatching.generators;

import org.generatormatching.api.Model;
import org.generatormatching.api.SampleRequest;
import org.generatormatching.api.Sampler;
import org.generatormatching.api.Samples;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * Simulates over a fixed grid of times: one compiled program per step kind (ordinary and last), in
 * which all terms share the model's evaluations at common nodes and are chained in order on the
 * moving state.
 *
 * <p>Programs run on chunks of fixed size, padded at both ends: the row of a sample is its global
 * index modulo the chunk, and its noise is addressed by (seed, grid step, index). So a sample is
 * the same bit for bit whatever range it is asked in; a request costs whole chunks. Points stay on
 * the device between steps.
 *
 * @param chunk rows of a program, at least 1: small for large points, large for small ones
 */
public record GridSampler(int chunk) implements Sampler {
  private static final int USUAL_CHUNK = 1024;

  /** Checks the range. */
  public GridSampler {
    if (chunk < 1) {
      throw Problem.of(GmError.CONFIG, "the chunk of a sampler is not a number of rows")
          .found("chunk = " + chunk)
          .expected("at least 1")
          .exception();
    }
  }

  /** Chunks of 1024. */
  public GridSampler() {
    this(USUAL_CHUNK);
  }

  @Override
  public ComponentId id() {
    return ComponentId.of("grid@1");
  }

  /**
   * Simulates from the first to the last time of the grid.
   *
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if the terms' steppers share
   *     no evaluations
   */
  @Override
  public Samples sample(Backend backend, Model model, SampleRequest request) {
    try (GridSimulation s = new GridSimulation(chunk, backend, model, request)) {
      return s.run();
    }
  }
}
