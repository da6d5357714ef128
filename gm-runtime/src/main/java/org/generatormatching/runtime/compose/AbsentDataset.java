package org.generatormatching.runtime.compose;

import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Signature;

/**
 * The data of a run that are not where they were: sampling does without them, all else is told why
 * they cannot be had.
 *
 * @param reason why not
 */
record AbsentDataset(GmException reason) implements Dataset {
  private GmException absent() {
    List<Problem> problems =
        reason.problems().stream()
            .map(
                p ->
                    p.advice(
                        "A run looks for its data where they were when it began. If they have been"
                            + " moved, put their place into its config.yaml: relative paths start"
                            + " at 'base'."))
            .toList();
    return GmException.of(problems);
  }

  @Override
  public Signature signature() {
    throw absent();
  }

  @Override
  public Batch training(HostRng rng, long step, int rows) {
    throw absent();
  }

  @Override
  public Optional<Batch> trainingSet() {
    throw absent();
  }

  @Override
  public Batch heldOut(int n) {
    throw absent();
  }

  @Override
  public Layout layout() {
    throw absent();
  }

  @Override
  public String citation() {
    throw absent();
  }
}
