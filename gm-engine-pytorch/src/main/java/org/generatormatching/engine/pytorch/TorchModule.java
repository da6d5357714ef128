package org.generatormatching.engine.pytorch;

import ai.djl.pytorch.jni.TorchNative;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;

/** Compiled TorchScript. */
final class TorchModule implements AutoCloseable {
  /**
   * The failing source line, which torch marks in the line after it; its comment is the user's
   * line.
   */
  private static final Pattern SITE = Pattern.compile("# (\\S+:\\d+)\\s*\\n[^\\n]*<--- HERE");

  private final String program;
  private final TorchMemory memory;
  private final int threads;
  private final long module;

  /**
   * Compiles.
   *
   * @param program the name of the program, for messages
   * @param threads threads of one operation
   */
  TorchModule(String program, String source, TorchMemory memory, int threads) {
    this.program = program;
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
    prepareThread();
    long result;
    try {
      result = TorchNative.run(module, method, values, false);
    } catch (RuntimeException e) {
      throw failure("torch failed", e);
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
    Matcher m = SITE.matcher(text);
    String where = "program '" + program + "'";
    return Problem.of(GmError.ENGINE_FAILED, what)
        .found(reason(text))
        .at(m.find() ? m.group(1) + ", " + where : where)
        .exception(e);
  }

  /** The reason without the trace: torch puts it last, after the name of its error class. */
  private static String reason(String text) {
    int at = text.lastIndexOf("RuntimeError: ");
    String reason = at < 0 ? text : text.substring(at + "RuntimeError: ".length());
    return reason.strip().replaceAll("\\s*\\n\\s*", " ");
  }

  @Override
  public void close() {
    TorchNative.deleteModule(module);
  }
}
