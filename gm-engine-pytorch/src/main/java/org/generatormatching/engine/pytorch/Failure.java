package org.generatormatching.engine.pytorch;

import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/** What torch's words for a failure mean for the user. */
final class Failure {
  private Failure() {}

  /**
   * A problem of what failed.
   *
   * @param text torch's message
   */
  static Problem of(String what, String text) {
    String reason = reason(text);
    if (text.contains("device-side assert")) {
      return Problem.of(GmError.ENGINE_FAILED, what + ": an index lies outside its axis")
          .found(reason)
          .advice(
              "The GPU is lost to this process; start it again with the device CPU, which names the"
                  + " line.");
    }
    if (text.contains("CUDA out of memory")) {
      return Problem.of(GmError.ENGINE_FAILED, what + ": the GPU's memory is full")
          .found(reason)
          .advice("Use a smaller batch, or a smaller network.");
    }
    return Problem.of(GmError.ENGINE_FAILED, what).found(reason);
  }

  /**
   * The reason without the trace, which torch puts last, after the name of its error class, and
   * without CUDA's advice to those who build torch.
   */
  private static String reason(String text) {
    int at = text.lastIndexOf("RuntimeError: ");
    String reason = at < 0 ? text : text.substring(at + "RuntimeError: ".length());
    int cuda = reason.startsWith("CUDA error") ? reason.indexOf('\n') : -1;
    return (cuda < 0 ? reason : reason.substring(0, cuda)).strip().replaceAll("\\s*\\n\\s*", " ");
  }
}
