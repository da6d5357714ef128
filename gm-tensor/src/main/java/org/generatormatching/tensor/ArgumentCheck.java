package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Whether the arguments of a call fit a program; every engine refuses the same calls in the same
 * words.
 */
public final class ArgumentCheck {
  private ArgumentCheck() {}

  /**
   * Checks the batch size, and number, element types and dimensions of the inputs.
   *
   * @throws GmException [GM/INPUT], [GM/DTYPE] or [GM/SHAPE] with all problems at once
   */
  public static void check(Traced program, Arguments arguments) {
    List<Problem> problems = new ArrayList<>();
    int batch = arguments.batch();
    if (batch < 0) {
      problems.add(
          Problem.of(GmError.INPUT, "the batch size is negative").found(batch).at(where(program)));
    }
    List<String> names = program.signature().names();
    if (names.size() != arguments.inputs().size()) {
      problems.add(
          Problem.of(GmError.INPUT, "a call needs one value per input")
              .found(arguments.inputs().size())
              .expected(names.size() + " " + names)
              .at(where(program)));
    } else {
      for (int i = 0; i < names.size(); i++) {
        Argument a = arguments.inputs().get(i);
        one(
                "input '" + names.get(i) + "'",
                program.signature().get(names.get(i)),
                dtype(a),
                dims(a),
                batch)
            .ifPresent(p -> problems.add(p.at(where(program))));
      }
    }
    if (!program.leaves(Op.WEIGHT).isEmpty() && arguments.weights().isEmpty()) {
      problems.add(
          Problem.of(GmError.INPUT, "the program has weights and the call brings none")
              .at(where(program))
              .advice("Hand them over with Arguments.with(weights)."));
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  private static String where(Traced program) {
    return "program '" + program.name() + "'";
  }

  /** The element type of an argument. */
  public static DType dtype(Argument a) {
    return a instanceof HostArray h ? h.dtype() : ((DeviceArray) a).dtype();
  }

  /** The dimensions of an argument. */
  public static long[] dims(Argument a) {
    return a instanceof HostArray h ? h.dims() : ((DeviceArray) a).dims();
  }

  /** Why a value does not fit its specification for a batch size, or empty. */
  static Optional<Problem> one(String what, ArraySpec spec, DType dtype, long[] dims, int batch) {
    long[] expected = spec.shape().concrete(Math.max(0, batch));
    if (dtype == spec.dtype() && Arrays.equals(dims, expected)) {
      return Optional.empty();
    }
    GmError code = dtype == spec.dtype() ? GmError.SHAPE : GmError.DTYPE;
    String size =
        spec.shape().symbolic()
            ? ", that is " + Arrays.toString(expected) + " at B = " + batch
            : "";
    return Optional.of(
        Problem.of(code, what + " does not fit")
            .found(dtype + Arrays.toString(dims))
            .expected(spec + size));
  }
}
