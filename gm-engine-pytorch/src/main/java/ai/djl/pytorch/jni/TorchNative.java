package ai.djl.pytorch.jni;

import java.io.ByteArrayInputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/**
 * DJL's native functions on plain handles: what its arrays and managers call, without their
 * bookkeeping of every array in maps. It stands in DJL's package because the functions are visible
 * only there (class path only).
 *
 * <p>A handle is the address of a C++ object that the caller must delete, once.
 */
public final class TorchNative {
  private static final int STRIDED = 0;
  private static final int CHUNK = 1 << 16;

  private TorchNative() {}

  /** Loads the libraries; loading them again does nothing. */
  public static void load() {
    LibUtils.loadLibrary();
  }

  /** The version of the loaded library. */
  public static String version() {
    return LibUtils.getVersion();
  }

  /** The directory from which the library was loaded. */
  public static Path directory() {
    return Path.of(LibUtils.getLibtorchPath());
  }

  /** Names of what the library was built with, among them CUDA where a GPU can be used. */
  public static Set<String> features() {
    Set<String> found = new HashSet<>();
    PyTorchLibrary.LIB.torchShowConfig(found);
    return found;
  }

  /** Sets the number of threads of one operation, for the whole process. */
  public static void threads(int n) {
    PyTorchLibrary.LIB.torchSetNumThreads(n);
  }

  /** The number of threads of one operation on this thread. */
  public static int threads() {
    return PyTorchLibrary.LIB.torchGetNumThreads();
  }

  /**
   * Switches off, for the calling thread, the graph executor's optimiser, which recompiles for
   * every new size.
   */
  public static void interpretOnly() {
    PyTorchLibrary.LIB.setGraphExecutorOptimize(false);
  }

  /** Records operations for torch's own autograd on the calling thread, or not. */
  public static void recordGradients(boolean on) {
    PyTorchLibrary.LIB.torchSetGradMode(on);
  }

  /** Compiles a TorchScript archive. */
  public static long module(byte[] archive, int[] device) {
    return PyTorchLibrary.LIB.moduleLoad(
        new ByteArrayInputStream(archive), device, true, new byte[CHUNK], -1);
  }

  /**
   * Calls a method with values; the result is a value.
   *
   * @param gradients false where nothing may be differentiated by torch: its results cannot enter
   *     autograd later, and calls cost less
   */
  public static long run(long module, String method, long[] values, boolean gradients) {
    return PyTorchLibrary.LIB.moduleRunMethod(module, method, values, gradients, false);
  }

  /** Tensors of a value that is a list of tensors. */
  public static long[] tensors(long value) {
    return PyTorchLibrary.LIB.iValueToTensorList(value);
  }

  /** A value that refers to a tensor. */
  public static long valueOf(long tensor) {
    return PyTorchLibrary.LIB.iValueFromTensor(tensor);
  }

  /** A value that is an integer. */
  public static long valueOfInteger(long n) {
    return PyTorchLibrary.LIB.iValueFromLong(n);
  }

  /** A value that is a floating number. */
  public static long valueOfNumber(double x) {
    return PyTorchLibrary.LIB.iValueFromDouble(x);
  }

  /** A value that refers to a list of tensors. */
  public static long valueOfList(long[] tensors) {
    return PyTorchLibrary.LIB.iValueFromTensorList(tensors);
  }

  /** A tensor of undefined values in memory of its own. */
  public static long empty(long[] dims, int dtype, int[] device) {
    return PyTorchLibrary.LIB.torchEmpty(dims, dtype, STRIDED, device, false);
  }

  /** A tensor of zeros. */
  public static long zeros(long[] dims, int dtype, int[] device) {
    return PyTorchLibrary.LIB.torchZeros(dims, dtype, STRIDED, device, false);
  }

  /** A copy on a device; the same memory if the tensor is there already. */
  public static long to(long tensor, int dtype, int[] device) {
    return PyTorchLibrary.LIB.torchTo(tensor, dtype, device);
  }

  /** Whether the elements lie in row-major order without gaps. */
  public static boolean dense(long tensor) {
    return PyTorchLibrary.LIB.torchIsContiguous(tensor);
  }

  /** A copy in row-major order. */
  public static long densely(long tensor) {
    return PyTorchLibrary.LIB.torchToContiguous(tensor);
  }

  /**
   * The memory of a dense tensor on the processor with at least one element. It must not be used
   * after the tensor was deleted.
   */
  public static ByteBuffer memory(long tensor) {
    return PyTorchLibrary.LIB.torchDirectByteBuffer(tensor).order(ByteOrder.nativeOrder());
  }

  /** The dimensions of a tensor. */
  public static long[] dims(long tensor) {
    return PyTorchLibrary.LIB.torchSizes(tensor);
  }

  /** DJL's number of the element type of a tensor. */
  public static int dtype(long tensor) {
    return PyTorchLibrary.LIB.torchDType(tensor);
  }

  /** Deletes a tensor. */
  public static void deleteTensor(long tensor) {
    PyTorchLibrary.LIB.torchDeleteTensor(tensor);
  }

  /** Deletes a value. */
  public static void deleteValue(long value) {
    PyTorchLibrary.LIB.torchDeleteIValue(value);
  }

  /** Deletes a module. */
  public static void deleteModule(long module) {
    PyTorchLibrary.LIB.torchDeleteModule(module);
  }
}
