package org.generatormatching.training.coupling;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Coupling;
import org.generatormatching.api.Coupling.Coupled;
import org.generatormatching.api.Example;
import org.generatormatching.api.PathTrait;
import org.generatormatching.api.State;
import org.generatormatching.api.Supervision;
import org.generatormatching.api.Times;
import org.generatormatching.api.path.PairSupervision;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Reference;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;

/**
 * Data through a path whose source points a coupling chooses.
 *
 * <p>The host draws as many source points as there are data and couples them; every data row stays
 * at its place, beside its conditions, and gets a source row of the plan's law given that data row:
 * its partner where the plan is a permutation. The program does the rest as {@link
 * PairSupervision}.
 *
 * <p>Prepared batches hold {@code x0.NAME}, {@code x1.NAME} and {@code cost} FLOAT64 [B], the
 * plan's cost in every row.
 */
public final class CoupledSupervision implements Supervision {
  /** The name of the plan's cost in metrics. */
  public static final String COST = "coupling-cost";

  private final Coupling coupling;
  private final Traced source;
  private final PairSupervision pairs;

  /**
   * Traces the source.
   *
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] if the path is no function of
   *     its source point
   */
  public CoupledSupervision(ConditionalPath path, Coupling coupling) {
    path.require(PathTrait.Interpolant.class, "the coupling " + coupling.id());
    this.coupling = coupling;
    this.pairs = new PairSupervision(path);
    this.source =
        Traced.of(
            "source",
            Signature.empty(),
            leaves -> path.source().draw(Rng.root().fork("source"), Shape.B).arrays());
  }

  @Override
  public Signature prepared(Signature data) {
    return Signature.empty()
        .with("x0.", data)
        .with("x1.", data)
        .with("cost", new ArraySpec(DType.FLOAT64, Shape.of(Shape.B)));
  }

  @Override
  public int steps(int rows) {
    return Math.max(1, coupling.pool() / rows);
  }

  @Override
  public Batch prepare(HostRng rng, Batch data, Batch conditions) {
    int n = data.size();
    Batch x0 = source(rng.fork("source").bits(), n);
    Coupled plan = coupling.pair(rng.fork("coupling"), x0, data, conditions);
    double[] cost = new double[n];
    Arrays.fill(cost, plan.cost());
    return new Batch(Map.of())
        .join("x0", x0.rows(partners(plan, rng.fork("partner"), n)))
        .join("x1", data)
        .with("cost", HostArray.of(cost, n));
  }

  private Batch source(long seed, int rows) {
    List<Tensor> outputs = List.copyOf(source.outputs().values());
    NoiseKey key = new NoiseKey(seed, 0, 0);
    List<HostArray> values = Reference.eval(outputs, rows, Map.of(), key);
    Batch b = new Batch(Map.of());
    int i = 0;
    for (String name : source.outputs().keySet()) {
      b = b.with(name, values.get(i++));
    }
    return b;
  }

  /** For every data row a source row, from the weights of the pairs of that data row. */
  private static int[] partners(Coupled plan, HostRng rng, int n) {
    double[] left = new double[n];
    for (int k = 0; k < plan.data().length; k++) {
      left[plan.data()[k]] += plan.weights()[k];
    }
    for (int j = 0; j < n; j++) {
      left[j] *= rng.uniform();
    }
    int[] partner = new int[n];
    for (int k = 0; k < plan.data().length; k++) {
      int j = plan.data()[k];
      if (left[j] >= 0) {
        partner[j] = plan.source()[k];
        left[j] -= plan.weights()[k];
      }
    }
    return partner;
  }

  @Override
  public Map<String, Double> measured(Batch prepared) {
    return Map.of(COST, prepared.get("cost").get(0));
  }

  @Override
  public Example draw(Rng rng, State prepared, Times t) {
    return pairs.draw(rng, prepared, t);
  }
}
