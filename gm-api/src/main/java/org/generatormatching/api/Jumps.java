package org.generatormatching.api;

import java.util.function.BiFunction;
import org.generatormatching.tensor.Tensor;

/**
 * What the entries of points (coordinates, sites) would do if they jumped; each jumps alone.
 *
 * @param rates with which every entry jumps, without the time factor: named and shaped as the
 *     points' arrays
 * @param landing where every entry would come to lie, drawn
 */
public record Jumps(State rates, State landing) {
  /**
   * The points after the jumps of some entries.
   *
   * @param happens which entries of an array jump, BOOL of its shape, by its name and rates
   */
  public State from(State x, BiFunction<String, Tensor, Tensor> happens) {
    State y = x;
    for (String n : rates.names()) {
      Tensor moved = happens.apply(n, rates.get(n)).where(landing.get(n), x.get(n));
      y = y.with(n, moved);
    }
    return y;
  }
}
