package org.generatormatching.tensor;

import java.util.List;

/** A compiled program: runs for any batch size, without compiling again. */
public interface Program extends AutoCloseable {
  /** What it was compiled from. */
  Traced traced();

  /**
   * Runs once. Fills the program's noise from {@link Arguments#noise}.
   *
   * @return one array per output, in order; the caller closes them. They share no memory with
   *     inputs or weights.
   * @throws GmException [GM/INPUT], [GM/SHAPE] or [GM/DTYPE] for arguments that do not fit the
   *     signature, [GM/ENGINE_FAILED] for a failure inside the engine, with the user's line where
   *     it is known
   */
  List<DeviceArray> run(Arguments arguments);

  /** Runs once and copies all outputs to Java memory. */
  default List<HostArray> runToHost(Arguments arguments) {
    List<DeviceArray> out = run(arguments);
    try {
      return out.stream().map(DeviceArray::toHost).toList();
    } finally {
      out.forEach(DeviceArray::close);
    }
  }

  @Override
  void close();
}
