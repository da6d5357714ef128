package org.generatormatching.tensor;

/**
 * An array where an engine computes. Opaque: only its engine looks inside. It holds native memory
 * and lives until it is closed; it never changes after it was made.
 */
public non-sealed interface DeviceArray extends Argument, AutoCloseable {
  /** The element type. */
  DType dtype();

  /** The dimensions. */
  long[] dims();

  /** Copies the values to Java memory; waits for the device. */
  HostArray toHost();

  /** Frees the memory; closing twice does nothing. */
  @Override
  void close();
}
