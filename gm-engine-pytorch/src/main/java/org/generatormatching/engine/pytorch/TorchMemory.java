package org.generatormatching.engine.pytorch;

import ai.djl.pytorch.jni.TorchNative;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicLong;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/**
 * Tensors in the memory of libtorch, and how many are alive.
 *
 * <p>Java data is always copied into memory that libtorch owns: a tensor over a Java buffer reads
 * freed memory as soon as anything outlives the buffer.
 */
final class TorchMemory {
  private static final int[] PROCESSOR = {0, -1};

  private final int[] device;
  private final AtomicLong alive = new AtomicLong();

  /**
   * @param device kind and number of the device as DJL counts them
   */
  TorchMemory(int... device) {
    this.device = device.clone();
  }

  /** Kind and number of the device. */
  int[] device() {
    return device.clone();
  }

  boolean onProcessor() {
    return device[0] == PROCESSOR[0];
  }

  /** Number of tensors alive. */
  long alive() {
    return alive.get();
  }

  /** Copies an array to the device. */
  long upload(HostArray a) {
    long host = empty(a.dtype(), a.dims());
    if (a.size() > 0) {
      write(a, TorchNative.memory(host));
    }
    return toDevice(host, a.dtype());
  }

  /** A tensor on the processor, of undefined values. */
  long empty(DType dtype, long... dims) {
    long bytes = ElementType.storedBytes(dtype);
    for (long d : dims) {
      bytes *= d;
    }
    if (bytes > Integer.MAX_VALUE) {
      throw Problem.of(GmError.UNSUPPORTED, "an array is too large to copy between Java and torch")
          .found(bytes + " bytes")
          .expected("at most " + Integer.MAX_VALUE)
          .exception();
    }
    return counted(TorchNative.empty(dims, ElementType.stored(dtype), PROCESSOR));
  }

  /** Zeros on the device. */
  long zeros(DType dtype, long... dims) {
    return counted(TorchNative.zeros(dims, ElementType.stored(dtype), device));
  }

  /** Moves a tensor from the processor to the device. */
  private long toDevice(long host, DType dtype) {
    if (onProcessor()) {
      return host;
    }
    try {
      return copyToDevice(host, dtype);
    } finally {
      delete(host);
    }
  }

  /** A copy on the device of a tensor that stays. */
  long copyToDevice(long host, DType dtype) {
    return counted(copy(host, dtype, device));
  }

  /** A GPU tells here, too, what failed in an earlier call. */
  private static long copy(long tensor, DType dtype, int... to) {
    try {
      return TorchNative.to(tensor, ElementType.stored(dtype), to);
    } catch (RuntimeException e) {
      throw Failure.of("torch cannot copy an array", String.valueOf(e.getMessage())).exception(e);
    }
  }

  /** Takes over a tensor that a call returned. */
  long counted(long tensor) {
    alive.incrementAndGet();
    return tensor;
  }

  /** Deletes a tensor. */
  void delete(long tensor) {
    alive.decrementAndGet();
    TorchNative.deleteTensor(tensor);
  }

  /** Copies the values of an array to memory of the same size. */
  static void write(HostArray a, ByteBuffer to) {
    switch (a.dtype()) {
      case FLOAT32, BFLOAT16 -> to.asFloatBuffer().put(a.floats());
      case FLOAT64 -> to.asDoubleBuffer().put(a.doubles());
      case INT64 -> to.asLongBuffer().put(a.longs());
      case BOOL -> {
        for (boolean b : a.booleans()) {
          to.put((byte) (b ? 1 : 0));
        }
      }
    }
  }

  /** Copies a tensor to Java memory; waits for the device. */
  HostArray download(long tensor, DType dtype, long... dims) {
    int n = 1;
    for (long d : dims) {
      n = Math.toIntExact(n * d);
    }
    if (n == 0) {
      return HostArray.zeros(dtype, dims);
    }
    long host = onProcessor() ? tensor : copy(tensor, dtype, PROCESSOR);
    try {
      if (TorchNative.dense(host)) {
        return read(TorchNative.memory(host), dtype, n, dims);
      }
      long dense = TorchNative.densely(host);
      try {
        return read(TorchNative.memory(dense), dtype, n, dims);
      } finally {
        TorchNative.deleteTensor(dense);
      }
    } finally {
      if (host != tensor) {
        TorchNative.deleteTensor(host);
      }
    }
  }

  private static HostArray read(ByteBuffer from, DType dtype, int n, long... dims) {
    switch (dtype) {
      case FLOAT32, BFLOAT16 -> {
        float[] v = new float[n];
        from.asFloatBuffer().get(v);
        HostArray a = HostArray.of(v).reshape(dims);
        return dtype == DType.BFLOAT16 ? a.cast(dtype) : a;
      }
      case FLOAT64 -> {
        double[] v = new double[n];
        from.asDoubleBuffer().get(v);
        return HostArray.of(v).reshape(dims);
      }
      case INT64 -> {
        long[] v = new long[n];
        from.asLongBuffer().get(v);
        return HostArray.of(v).reshape(dims);
      }
      default -> {
        boolean[] v = new boolean[n];
        for (int i = 0; i < n; i++) {
          v[i] = from.get(i) != 0;
        }
        return HostArray.of(v).reshape(dims);
      }
    }
  }
}
