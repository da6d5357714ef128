package org.generatormatching.api;

/** A supervision through a process on another space, of which only the projection is learned. */
public interface LatentProcess extends Supervision {
  /** The space of the latent process. */
  StateSpace latentSpace();

  /** The projection to the model's space. */
  State project(State latent);
}
