package org.generatormatching.engine.pytorch;

import ai.djl.pytorch.jni.TorchNative;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.generatormatching.tensor.DType;
import org.jspecify.annotations.Nullable;

/**
 * Memory of libtorch on the processor for one argument that comes from Java, kept from call to call
 * and replaced when its dimensions change. A program copies what it returns, so the memory may be
 * written again.
 */
final class Staging implements AutoCloseable {
  private final TorchMemory memory;
  private final DType dtype;
  private long @Nullable [] dims;
  private @Nullable ByteBuffer bytes;
  private long tensor;
  private long value;

  Staging(TorchMemory memory, DType dtype) {
    this.memory = memory;
    this.dtype = dtype;
  }

  /** Memory for an array of these dimensions, or null where it has no elements. */
  @Nullable ByteBuffer resize(long... to) {
    if (!Arrays.equals(dims, to)) {
      close();
      tensor = memory.empty(dtype, to);
      value = TorchNative.valueOf(tensor);
      dims = to.clone();
      bytes = Arrays.stream(to).anyMatch(d -> d == 0) ? null : TorchNative.memory(tensor);
    }
    return bytes == null ? null : bytes.clear();
  }

  /** The tensor over this memory. */
  long tensor() {
    return tensor;
  }

  /** The tensor as an argument. */
  long value() {
    return value;
  }

  @Override
  public void close() {
    if (dims != null) {
      TorchNative.deleteValue(value);
      memory.delete(tensor);
      dims = null;
      bytes = null;
    }
  }
}
