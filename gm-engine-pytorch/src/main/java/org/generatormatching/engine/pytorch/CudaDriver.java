package org.generatormatching.engine.pytorch;

import com.sun.jna.Memory;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Platform;
import com.sun.jna.ptr.IntByReference;
import com.sun.jna.ptr.LongByReference;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;

/** What NVIDIA's driver says of a graphics processor: libtorch's bindings have no such question. */
final class CudaDriver {
  private static final int NAME = 256;
  private static final int SUCCESS = 0;
  private static final double GIB = 1 << 30;

  private CudaDriver() {}

  /** Name, memory and the driver's version of CUDA; empty where the driver does not answer. */
  static Optional<String> describe(int device) {
    try {
      NativeLibrary cuda =
          NativeLibrary.getInstance(Platform.isWindows() ? "nvcuda" : "libcuda.so.1");
      IntByReference handle = new IntByReference();
      IntByReference version = new IntByReference();
      LongByReference bytes = new LongByReference();
      try (Memory name = new Memory(NAME)) {
        boolean answered =
            call(cuda, "cuInit", 0)
                && call(cuda, "cuDeviceGet", handle, device)
                && call(cuda, "cuDeviceGetName", name, NAME, handle.getValue())
                && call(cuda, "cuDeviceTotalMem_v2", bytes, handle.getValue())
                && call(cuda, "cuDriverGetVersion", version);
        if (!answered) {
          return Optional.empty();
        }
        int v = version.getValue();
        return Optional.of(
            String.format(
                Locale.ROOT,
                "%s, %.1f GiB, driver for CUDA %d.%d",
                name.getString(0, StandardCharsets.UTF_8.name()),
                bytes.getValue() / GIB,
                v / 1000,
                v % 1000 / 10));
      }
    } catch (UnsatisfiedLinkError e) {
      return Optional.empty();
    }
  }

  private static boolean call(NativeLibrary cuda, String function, Object... arguments) {
    return cuda.getFunction(function).invokeInt(arguments) == SUCCESS;
  }
}
