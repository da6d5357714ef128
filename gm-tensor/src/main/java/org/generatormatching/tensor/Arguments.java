package org.generatormatching.tensor;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The arguments of one call of a program.
 *
 * @param batch the batch size B, at least 0
 * @param inputs one value per input, in the order of the program's signature
 * @param weights the values of the program's weights, where it has any
 * @param noise the address of the program's random numbers
 */
public record Arguments(
    int batch, List<? extends Argument> inputs, Optional<DeviceWeights> weights, NoiseKey noise) {
  /** Inputs in order, no weights, no noise. */
  public static Arguments of(int batch, List<? extends Argument> inputs) {
    return new Arguments(batch, inputs, Optional.empty(), NoiseKey.none());
  }

  /** Inputs by name. */
  public static Arguments of(
      Signature signature, int batch, Map<String, ? extends Argument> inputs) {
    return of(batch, signature.<Argument>order(inputs));
  }

  /** The same call with weights. */
  public Arguments with(DeviceWeights values) {
    return new Arguments(batch, inputs, Optional.of(values), noise);
  }

  /** The same call with an address for its random numbers. */
  public Arguments with(NoiseKey key) {
    return new Arguments(batch, inputs, weights, key);
  }
}
