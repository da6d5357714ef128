package org.generatormatching.engine.pytorch;

import com.sun.jna.Function;
import com.sun.jna.NativeLibrary;
import com.sun.jna.Pointer;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Settings of libtorch that its binding lacks, for the whole process. They are members of a C++
 * class, called by the names that compilers on Linux give them.
 */
final class TorchContext {
  private static final String GLOBAL = "_ZN2at13globalContextEv";
  private static final String CUBLAS_TF32 = "_ZN2at7Context18setAllowTF32CuBLASEb";
  private static final String CUDNN_TF32 = "_ZN2at7Context17setAllowTF32CuDNNEb";
  private static final String CUDNN_DETERMINISTIC = "_ZN2at7Context21setDeterministicCuDNNEb";

  private TorchContext() {}

  /**
   * Makes FLOAT32 mean FLOAT32 on a GPU and convolutions add in one order. Without it libtorch lets
   * cuDNN round the factors of convolutions to TF32, ten bits, and choose algorithms whose sums
   * depend on the order in which threads come.
   *
   * @param directory where libtorch was loaded from
   * @return the function that is missing, or empty
   */
  static Optional<String> exact(Path directory) {
    try {
      NativeLibrary torch =
          NativeLibrary.getInstance(
              directory.resolve(System.mapLibraryName("torch_cpu")).toString());
      Pointer context = torch.getFunction(GLOBAL).invokePointer(new Object[0]);
      set(torch.getFunction(CUBLAS_TF32), context, false);
      set(torch.getFunction(CUDNN_TF32), context, false);
      set(torch.getFunction(CUDNN_DETERMINISTIC), context, true);
      return Optional.empty();
    } catch (UnsatisfiedLinkError e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  private static void set(Function setter, Pointer context, boolean value) {
    setter.invokeVoid(new Object[] {context, value});
  }
}
