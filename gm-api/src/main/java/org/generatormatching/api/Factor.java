package org.generatormatching.api;

import java.util.List;

/**
 * One modality of a model.
 *
 * @param name prefix of its arrays in the product; empty for a model with a single factor
 * @param losses the heads that are trained and how
 */
public record Factor(String name, StateSpace space, ConditionalPath path, List<HeadLoss> losses) {
  /** Keeps the order. */
  public Factor {
    losses = List.copyOf(losses);
  }

  /** The heads and divergences as seen from the whole point: what models are asked for. */
  public List<HeadLoss> lifted() {
    return name.isEmpty() ? losses : losses.stream().map(l -> Lifted.loss(name, l)).toList();
  }
}
