package org.generatormatching.engine.pytorch;

import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/** An array of libtorch. */
final class PytorchArray implements DeviceArray {
  private static final long CLOSED = 0;

  private final PytorchBackend backend;
  private final AtomicLong tensor;
  private final DType dtype;
  private final long[] dims;

  /** Takes over a tensor. */
  PytorchArray(PytorchBackend backend, long tensor, DType dtype, long... dims) {
    this.backend = backend;
    this.tensor = new AtomicLong(tensor);
    this.dtype = dtype;
    this.dims = dims;
    backend.own(this);
  }

  /** The engine that made it. */
  PytorchBackend backend() {
    return backend;
  }

  /**
   * The tensor.
   *
   * @throws org.generatormatching.tensor.GmException [GM/INPUT] after closing
   */
  long tensor() {
    long t = tensor.get();
    if (t == CLOSED) {
      throw Problem.of(GmError.INPUT, "a closed array is used").found(this).exception();
    }
    return t;
  }

  @Override
  public DType dtype() {
    return dtype;
  }

  @Override
  public long[] dims() {
    return dims.clone();
  }

  @Override
  public HostArray toHost() {
    return backend.memory().download(tensor(), dtype, dims);
  }

  @Override
  public void close() {
    long t = tensor.getAndSet(CLOSED);
    if (t != CLOSED) {
      backend.disown(this);
      backend.memory().delete(t);
    }
  }

  @Override
  public String toString() {
    return dtype + Arrays.toString(dims);
  }
}
