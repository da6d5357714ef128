package org.generatormatching.training.checkpoint;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weights;

/**
 * Everything that the rest of a training run depends on.
 *
 * <p>Arrays: {@code weight/NAME}, {@code average/NAME}, {@code first/NAME}, {@code second/NAME},
 * {@code steps}, as {@link org.generatormatching.tensor.TrainingProgram#state} names them.
 *
 * @param identity which run it is
 * @param position how far it has come
 * @param arrays by name
 * @param source where it was read from, for messages
 */
public record Checkpoint(
    Identity identity, Position position, Map<String, HostArray> arrays, String source) {
  /** Keeps the order. */
  public Checkpoint {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
  }

  /** A state that was not read from a file. */
  public Checkpoint(Identity identity, Position position, Map<String, HostArray> arrays) {
    this(identity, position, arrays, "memory");
  }

  /**
   * Reads a file.
   *
   * @throws GmException [GM/CHECKPOINT] if the file is damaged, is no checkpoint, or has a format
   *     that this version does not know; [GM/FILE] if it cannot be read
   */
  public static Checkpoint read(Path file) {
    return CheckpointFormat.read(file);
  }

  /**
   * Writes a file so that its path never names half a checkpoint.
   *
   * @throws GmException [GM/FILE] with the path and the reason
   */
  public void write(Path file) {
    CheckpointFormat.write(file, this);
  }

  /**
   * Makes sure that a run can go on from here.
   *
   * @param run the run that wants to
   * @param state the arrays that it would replace
   * @throws GmException [GM/CHECKPOINT] with all differences
   */
  public void checkResumes(Identity run, Map<String, HostArray> state) {
    List<Problem> problems =
        new ArrayList<>(Identity.differences(identity.model(), run.model(), source));
    problems.addAll(Identity.differences(identity.settings(), run.settings(), source));
    state.forEach((name, like) -> compare(name, like.dtype(), like.dims(), problems));
    for (String name : arrays.keySet()) {
      if (!state.containsKey(name)) {
        problems.add(
            Problem.of(GmError.CHECKPOINT, "the checkpoint holds an array that the run has not")
                .found("'" + name + "' " + arrays.get(name))
                .at(source));
      }
    }
    raise(problems);
  }

  /**
   * The moving average of the weights, which samples are made with.
   *
   * @param model what the weights must mean
   * @param weights their names and shapes
   * @throws GmException [GM/CHECKPOINT] with all differences
   */
  public Map<String, HostArray> average(List<String> model, Weights weights) {
    List<Problem> problems = new ArrayList<>(Identity.differences(identity.model(), model, source));
    Map<String, HostArray> values = new LinkedHashMap<>();
    for (Weight w : weights.list()) {
      String name = "average/" + w.name();
      compare(name, w.dtype(), w.shape().dims(), problems);
      HostArray value = arrays.get(name);
      if (value != null) {
        values.put(w.name(), value);
      }
    }
    for (String name : arrays.keySet()) {
      if (name.startsWith("average/") && !values.containsKey(name.substring("average/".length()))) {
        problems.add(
            Problem.of(GmError.CHECKPOINT, "the checkpoint holds a weight that the model has not")
                .found("'" + name + "' " + arrays.get(name))
                .at(source));
      }
    }
    raise(problems);
    return values;
  }

  private void compare(String name, DType dtype, long[] dims, List<Problem> problems) {
    HostArray found = arrays.get(name);
    String expected = "'" + name + "' " + dtype + Arrays.toString(dims);
    if (found == null) {
      problems.add(
          Problem.of(GmError.CHECKPOINT, "the checkpoint lacks an array")
              .expected(expected)
              .at(source));
    } else if (found.dtype() != dtype || !Arrays.equals(found.dims(), dims)) {
      problems.add(
          Problem.of(GmError.CHECKPOINT, "an array of the checkpoint has another form")
              .found("'" + name + "' " + found)
              .expected(expected)
              .at(source));
    }
  }

  private static void raise(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }
}
