package org.generatormatching.engine.pytorch;

import java.util.List;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.TrainingProgram;

/** The results of one training step, on the device until somebody asks. */
final class StepResult implements TrainingProgram.Measurements {
  private final List<PytorchArray> arrays;
  private final List<String> names;

  /**
   * @param arrays the gradient's norm, then the outputs
   * @param names the names of the outputs
   */
  StepResult(List<PytorchArray> arrays, List<String> names) {
    this.arrays = arrays;
    this.names = names;
  }

  @Override
  public double loss() {
    return get("loss").item();
  }

  @Override
  public double gradientNorm() {
    return arrays.get(0).toHost().item();
  }

  @Override
  public HostArray get(String output) {
    int i = names.indexOf(output);
    if (i < 0) {
      throw Problem.of(GmError.INPUT, "no such measurement")
          .found(output)
          .expected(names)
          .exception();
    }
    return arrays.get(i + 1).toHost();
  }

  @Override
  public void close() {
    arrays.forEach(PytorchArray::close);
  }
}
