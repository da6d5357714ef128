package org.generatormatching.eval.data;

import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Signature;

/**
 * Data drawn from a law that is known exactly: every training step and every held-out point is new.
 *
 * @param exact draws row after row, so that a larger sample begins with the smaller one
 * @param layout how to draw a point
 * @param citation the source of the law, or empty
 */
public record LawDataset(ExactLaw exact, Layout layout, String citation) implements Dataset {
  /** The seed of held-out points, which are the same for every run. */
  private static final long HELD_OUT = 0x68656c642d6f7574L;

  @Override
  public Signature signature() {
    return exact.sample(HostRng.of(HELD_OUT), 1).signature();
  }

  @Override
  public Batch training(HostRng rng, long step, int rows) {
    return exact.sample(rng.at(step), rows);
  }

  @Override
  public Optional<Batch> trainingSet() {
    return Optional.empty();
  }

  @Override
  public Batch heldOut(int n) {
    return exact.sample(HostRng.of(HELD_OUT).fork("held-out"), n);
  }

  @Override
  public Optional<ExactLaw> law() {
    return Optional.of(exact);
  }
}
