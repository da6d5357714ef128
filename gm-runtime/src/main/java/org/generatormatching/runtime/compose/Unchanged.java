package org.generatormatching.runtime.compose;

import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostArray;

/** The codec of a run that names none: raw data are points. */
record Unchanged() implements Codec {
  @Override
  public ComponentId id() {
    return ComponentId.of("unchanged@1");
  }

  @Override
  public Batch encode(Batch raw) {
    return raw;
  }

  @Override
  public Batch decode(Batch points) {
    return points;
  }

  @Override
  public Map<String, HostArray> fitted() {
    return Map.of();
  }
}
