package org.generatormatching.runtime;

import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Signature;

/**
 * Data as metrics see them: the signature names what a model makes. Labels and conditions stay in
 * the rows for a metric that asks for them.
 */
record JudgedData(Dataset data, Signature signature) implements Dataset {
  @Override
  public Batch training(HostRng rng, long step, int rows) {
    return data.training(rng, step, rows);
  }

  @Override
  public Optional<Batch> trainingSet() {
    return data.trainingSet();
  }

  @Override
  public Batch heldOut(int n) {
    return data.heldOut(n);
  }

  @Override
  public Optional<ExactLaw> law() {
    return data.law();
  }

  @Override
  public Layout layout() {
    return data.layout();
  }

  @Override
  public String citation() {
    return data.citation();
  }
}
