package org.generatormatching.api;

import java.util.List;
import java.util.Map;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Signature;

/**
 * A map from raw data to points of the state space and back: scaling, rounding, categories.
 *
 * <p>A {@link Dataset} and every {@link Metric} speak of raw data; paths, networks and samplers
 * speak of points. The codec stands between them, and nowhere else.
 */
public interface Codec {
  /** The id in configurations. */
  ComponentId id();

  /** The arrays of a point made from raw data of this signature. */
  default Signature points(Signature raw) {
    return raw;
  }

  /** Raw data to points. Arrays that are no part of a point (labels) pass unchanged. */
  Batch encode(Batch raw);

  /** Points to raw data; also points that no raw data encode to. */
  Batch decode(Batch points);

  /** The columns of raw data that are a table, as they were when the codec was fitted. */
  default List<Dataset.Column> columns() {
    return List.of();
  }

  /** What fitting found, by name: saved with a run and given to {@link Kind#restore}. */
  Map<String, HostArray> fitted();

  /** Makes codecs for data. */
  interface Kind {
    /** Fits on training data only. A function of the data alone. */
    Codec fit(Dataset data);

    /** The codec that gave these values in {@link Codec#fitted}, without its data. */
    Codec restore(Map<String, HostArray> fitted);
  }
}
