package org.generatormatching.engine.pytorch;

import java.util.List;
import org.generatormatching.tensor.Argument;
import org.generatormatching.tensor.ArgumentCheck;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.Traced;

/** A quick look at the arguments of every call; {@link ArgumentCheck} tells what is wrong. */
final class CallCheck {
  private final Traced traced;
  private final ArraySpec[] specs;
  private final long[][] dims;

  CallCheck(Traced traced) {
    this.traced = traced;
    this.specs = traced.signature().arrays().values().toArray(ArraySpec[]::new);
    this.dims = new long[specs.length][];
    for (int i = 0; i < specs.length; i++) {
      dims[i] = specs[i].shape().dims();
    }
  }

  /**
   * Refuses what does not fit.
   *
   * @throws org.generatormatching.tensor.GmException with all problems of the call
   */
  void check(Arguments call) {
    if (!fits(call)) {
      ArgumentCheck.check(traced, call);
    }
  }

  private boolean fits(Arguments call) {
    List<? extends Argument> inputs = call.inputs();
    if (call.batch() < 0 || inputs.size() != specs.length) {
      return false;
    }
    for (int i = 0; i < specs.length; i++) {
      Argument a = inputs.get(i);
      if (ArgumentCheck.dtype(a) != specs[i].dtype()
          || !same(dims[i], ArgumentCheck.dims(a), call.batch())) {
        return false;
      }
    }
    return true;
  }

  private static boolean same(long[] wanted, long[] given, long batch) {
    if (wanted.length != given.length) {
      return false;
    }
    for (int i = 0; i < wanted.length; i++) {
      if (given[i] != (wanted[i] < 0 ? -wanted[i] * batch : wanted[i])) {
        return false;
      }
    }
    return true;
  }
}
