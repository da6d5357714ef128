package org.generatormatching.tensor;

import java.util.Map;

/** The values of a network's weights where an engine computes. */
public interface DeviceWeights extends AutoCloseable {
  /** Which weights these are. */
  Weights weights();

  /** Copies all values to Java memory, by name. */
  Map<String, HostArray> toHost();

  /** Frees the memory, unless it belongs to a training program; closing twice does nothing. */
  @Override
  void close();
}
