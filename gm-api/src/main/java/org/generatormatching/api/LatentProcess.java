package org.generatormatching.api;

/**
 * A supervision through a process on another space, of which only the projection is learned. The
 * latent point is what the evidence of an example holds: its fixed part z and its moving part, the
 * noise of the draw.
 */
public interface LatentProcess extends Supervision {
  /** The projection of a latent point to the model's space: x_t of an example. */
  State project(State z, State noise);
}
