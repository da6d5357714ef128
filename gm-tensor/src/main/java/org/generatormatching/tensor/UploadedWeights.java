package org.generatormatching.tensor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * The values of weights as ordinary arrays of an engine: for engines that feed weights like inputs.
 *
 * @param weights which weights these are
 * @param arrays their values by name, which this owns
 */
public record UploadedWeights(Weights weights, Map<String, DeviceArray> arrays)
    implements DeviceWeights {
  /**
   * Uploads one array per weight.
   *
   * @throws GmException [GM/INPUT], [GM/DTYPE] or [GM/SHAPE] unless there is one value for every
   *     weight, of its type and shape, and no other
   */
  public static UploadedWeights of(
      Backend backend, Weights weights, Map<String, HostArray> values) {
    ArgumentCheck.weights(weights, values);
    Map<String, DeviceArray> arrays = new LinkedHashMap<>();
    for (Weight w : weights.list()) {
      arrays.put(w.name(), backend.upload(Objects.requireNonNull(values.get(w.name()))));
    }
    return new UploadedWeights(weights, arrays);
  }

  @Override
  public Map<String, HostArray> toHost() {
    Map<String, HostArray> r = new LinkedHashMap<>();
    arrays.forEach((n, a) -> r.put(n, a.toHost()));
    return r;
  }

  @Override
  public void close() {
    arrays.values().forEach(DeviceArray::close);
  }
}
