package org.generatormatching.engine.pytorch;

import ai.djl.pytorch.jni.TorchNative;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.generatormatching.tensor.GmException;

/** Compiled TorchScript. */
final class TorchModule implements AutoCloseable {
  /** Where torch says that the failing line stands. */
  private static final Pattern LINE = Pattern.compile("__torch__\\.py\", line (\\d+)");

  private final String program;
  private final List<String> sites;
  private final TorchMemory memory;
  private final int threads;
  private final long module;

  /**
   * Compiles.
   *
   * @param program the name of the program, for messages
   * @param sites the user's line for each line of the source, or empty
   * @param threads threads of one operation
   */
  TorchModule(String program, String source, List<String> sites, TorchMemory memory, int threads) {
    this.program = program;
    this.sites = sites;
    this.memory = memory;
    this.threads = threads;
    try {
      this.module = TorchNative.module(TorchArchive.of(source), memory.device());
    } catch (RuntimeException e) {
      throw failure("torch cannot compile a program", e);
    }
  }

  /**
   * Calls a method that returns a list of tensors, which belong to the caller.
   *
   * @throws GmException [GM/ENGINE_FAILED] with the user's line where torch names it
   */
  long[] call(String method, long... values) {
    return call(method, false, values);
  }

  /**
   * The same for a method that may use torch's autograd, whose grad mode it leaves off.
   *
   * @param autograd false makes calls cheaper
   */
  long[] call(String method, boolean autograd, long... values) {
    prepareThread();
    long result;
    try {
      result = TorchNative.run(module, method, values, autograd);
    } catch (RuntimeException e) {
      throw failure("torch failed", e);
    } finally {
      if (autograd) {
        TorchNative.recordGradients(false);
      }
    }
    long[] tensors = TorchNative.tensors(result);
    TorchNative.deleteValue(result);
    for (long t : tensors) {
      memory.counted(t);
    }
    return tensors;
  }

  /** The address of the compiled module. */
  long handle() {
    return module;
  }

  /** Both settings belong to the thread, and other users of libtorch may change them. */
  private void prepareThread() {
    TorchNative.interpretOnly();
    if (TorchNative.threads() != threads) {
      TorchNative.threads(threads);
    }
  }

  private GmException failure(String what, RuntimeException e) {
    String text = String.valueOf(e.getMessage());
    String where = "program '" + program + "'";
    String site = site(text);
    return Failure.of(what, text).at(site.isEmpty() ? where : site + ", " + where).exception(e);
  }

  /** The user's line that failed, or empty. */
  private String site(String text) {
    Matcher m = LINE.matcher(text);
    int line = m.find() ? Integer.parseInt(m.group(1)) - 1 - TorchArchive.HEAD_LINES : -1;
    return line >= 0 && line < sites.size() ? sites.get(line) : "";
  }

  @Override
  public void close() {
    TorchNative.deleteModule(module);
  }
}
