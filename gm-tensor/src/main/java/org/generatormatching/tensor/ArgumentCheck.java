package org.generatormatching.tensor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Whether the arguments of a call fit a program; every engine refuses the same calls in the same
 * words.
 */
public final class ArgumentCheck {
  private ArgumentCheck() {}

  /**
   * Checks the batch size, the number, element types and dimensions of the inputs, and that the
   * program's weights are there.
   *
   * @throws GmException [GM/INPUT], [GM/DTYPE] or [GM/SHAPE] with all problems at once
   */
  public static void check(Traced program, Arguments arguments) {
    List<Problem> problems = new ArrayList<>();
    inputs(program, arguments, problems);
    List<Tensor> leaves = program.leaves(Op.WEIGHT);
    if (!leaves.isEmpty() && arguments.weights().isEmpty()) {
      problems.add(
          Problem.of(GmError.INPUT, "the program has weights and the call brings none")
              .expected(names(leaves))
              .advice("Hand them over with Arguments.with(weights)."));
    }
    arguments.weights().ifPresent(w -> weights(leaves, w.weights(), problems));
    fail(problems, "program '" + program.name() + "'");
  }

  /**
   * Checks that there is one value for every weight, of its type and shape, and no other.
   *
   * @throws GmException [GM/INPUT], [GM/DTYPE] or [GM/SHAPE] with all problems at once
   */
  public static void weights(Weights weights, Map<String, HostArray> values) {
    List<Problem> problems = new ArrayList<>();
    Set<String> known = new HashSet<>();
    for (Weight w : weights.list()) {
      known.add(w.name());
      HostArray v = values.get(w.name());
      String what = "weight '" + w.name() + "'";
      if (v == null) {
        problems.add(Problem.of(GmError.INPUT, what + " has no value"));
      } else {
        one(what, new ArraySpec(w.dtype(), w.shape()), v.dtype(), v.dims(), 0)
            .ifPresent(problems::add);
      }
    }
    for (String n : values.keySet()) {
      if (!known.contains(n)) {
        problems.add(Problem.of(GmError.INPUT, "there is a value for an unknown weight").found(n));
      }
    }
    fail(problems, "upload of weights");
  }

  private static void inputs(Traced program, Arguments arguments, List<Problem> problems) {
    int batch = arguments.batch();
    if (batch < 0) {
      problems.add(Problem.of(GmError.INPUT, "the batch size is negative").found(batch));
    }
    List<? extends Argument> given = arguments.inputs();
    Map<String, ArraySpec> wanted = program.signature().arrays();
    if (wanted.size() != given.size()) {
      problems.add(
          Problem.of(GmError.INPUT, "a call needs one value per input")
              .found(given.size())
              .expected(wanted.size() + " " + wanted.keySet()));
      return;
    }
    int i = 0;
    for (var e : wanted.entrySet()) {
      Argument a = given.get(i++);
      one("input '" + e.getKey() + "'", e.getValue(), dtype(a), dims(a), batch)
          .ifPresent(problems::add);
    }
  }

  private static void weights(List<Tensor> leaves, Weights given, List<Problem> problems) {
    Map<String, Weight> byName = new HashMap<>();
    given.list().forEach(w -> byName.put(w.name(), w));
    for (Tensor t : leaves) {
      Weight w = byName.get(name(t));
      String what = "weight '" + name(t) + "'";
      if (w == null) {
        problems.add(Problem.of(GmError.INPUT, what + " has no value"));
      } else {
        one(what, new ArraySpec(t.dtype(), t.shape()), w.dtype(), w.shape().dims(), 0)
            .ifPresent(problems::add);
      }
    }
  }

  private static List<String> names(List<Tensor> leaves) {
    return leaves.stream().map(ArgumentCheck::name).distinct().toList();
  }

  private static String name(Tensor leaf) {
    return ((Attribute.Name) leaf.attribute()).name();
  }

  private static void fail(List<Problem> problems, String where) {
    if (!problems.isEmpty()) {
      throw GmException.of(problems.stream().map(p -> p.at(where)).toList());
    }
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
