package org.generatormatching.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Context;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.FactorizedModel;
import org.generatormatching.api.LatentProcess;
import org.generatormatching.api.State;
import org.generatormatching.api.Supervision;
import org.generatormatching.generators.ModelLoss;
import org.generatormatching.generators.TimeLaw;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Traced;
import org.generatormatching.tensor.Weights;
import org.jspecify.annotations.Nullable;

/**
 * What is learned, and from what.
 *
 * @param model what the weights mean, a line each
 * @param program makes the scalar {@code loss} from a batch
 * @param weights what is trained
 * @param batches where batches come from
 */
public record TrainingTask(List<String> model, Traced program, Weights weights, Batches batches) {
  private static final String CONTEXT = "context.";

  /** Keeps the order. */
  public TrainingTask {
    model = List.copyOf(model);
  }

  /** The batches of a run. */
  @FunctionalInterface
  public interface Batches {
    /**
     * The arrays of a step, with the names of the program's inputs. A function of its arguments
     * alone, so that a resumed run sees the same.
     *
     * @param seed of the run
     * @param step counted from 0
     * @param rows their number
     */
    Batch at(long seed, long step, int rows);

    /** What the metrics of a run tell about a batch, by name. */
    default Map<String, Double> measured(Batch batch) {
      return Map.of();
    }
  }

  /**
   * Learning a factorized model by the conditional generator matching loss.
   *
   * @param factors the model
   * @param network its network
   * @param times the law of times
   * @param data what to learn from
   * @param codec between the data and points, where there is one
   * @param conditionDropout the probability that a row loses its conditions, which teaches the
   *     model the law without them
   * @throws GmException [GM/DATA] that lists the arrays which the model needs and the data have
   *     not, or tells a token of the training set that the space has not
   */
  public static TrainingTask of(
      FactorizedModel factors,
      NetworkModel network,
      TimeLaw times,
      Dataset data,
      Optional<Codec> codec,
      double conditionDropout) {
    Signature raw = data.signature();
    Signature encoded = codec.map(c -> c.points(raw)).orElse(raw);
    Signature points = points(factors, network, encoded);
    Conditions conditions = network.conditions();
    check(encoded, points, conditions.signature());
    TokenCheck tokens = TokenCheck.of(factors.factors());
    data.trainingSet().ifPresent(all -> tokens.check(encode(codec, all)));
    Signature prepared = factors.supervision().prepared(points);
    Signature inputs = prepared.with(CONTEXT, conditions.signature());
    ModelLoss loss = new ModelLoss(factors, network, times);
    Traced program =
        Traced.of(
            "training",
            inputs,
            leaves -> {
              Context context = new Context(part(leaves, CONTEXT, conditions.names()));
              State z = part(leaves, "", prepared.names());
              return Map.of("loss", loss.mean(z, Rng.root(), context));
            });
    Batches batches =
        new Prepared(
            data,
            codec,
            tokens,
            factors.supervision(),
            points.arrays().keySet(),
            conditions,
            conditionDropout);
    return new TrainingTask(network.description(), program, network.weights(), batches);
  }

  /** Data as points, as the supervision prepares them, beside their conditions. */
  private static final class Prepared implements Batches {
    private final Dataset data;
    private final Optional<Codec> codec;
    private final TokenCheck tokens;
    private final Supervision supervision;
    private final Set<String> points;
    private final Conditions conditions;
    private final double dropout;
    private volatile @Nullable Pool last;

    /** What was prepared together for several steps. */
    private record Pool(long seed, long number, int rows, Batch batch) {}

    Prepared(
        Dataset data,
        Optional<Codec> codec,
        TokenCheck tokens,
        Supervision supervision,
        Set<String> points,
        Conditions conditions,
        double dropout) {
      this.data = data;
      this.codec = codec;
      this.tokens = tokens;
      this.supervision = supervision;
      this.points = points;
      this.conditions = conditions;
      this.dropout = dropout;
    }

    @Override
    public Batch at(long seed, long step, int rows) {
      int steps = supervision.steps(rows);
      if (steps == 1) {
        return prepare(seed, step, rows, 1);
      }
      int from = Math.toIntExact(step % steps * rows);
      return pool(seed, step / steps, rows, steps).rows(from, from + rows);
    }

    /** Keeps the last pool, because consecutive steps ask for the same one. */
    private Batch pool(long seed, long number, int rows, int steps) {
      Pool known = last;
      if (known == null || known.seed != seed || known.number != number || known.rows != rows) {
        known = new Pool(seed, number, rows, prepare(seed, number, rows, steps));
        last = known;
      }
      return known.batch;
    }

    private Batch prepare(long seed, long pool, int rows, int steps) {
      HostRng rng = HostRng.of(seed);
      List<Batch> parts = new ArrayList<>();
      for (long step = pool * steps; step < (pool + 1) * steps; step++) {
        parts.add(data.training(rng.fork("data"), step, rows));
      }
      Batch all = encode(codec, Batch.concat(parts));
      tokens.check(all);
      Batch known = conditions.only(all);
      conditions.check(known);
      Batch ready = supervision.prepare(rng.fork("prepare").at(pool), all.only(points), known);
      if (conditions.list().isEmpty()) {
        return ready;
      }
      Batch told = conditions.dropped(rng.fork("conditions").at(pool), known, dropout);
      for (String n : conditions.names()) {
        ready = ready.with(CONTEXT + n, told.get(n));
      }
      return ready;
    }

    @Override
    public Map<String, Double> measured(Batch batch) {
      return supervision.measured(batch);
    }
  }

  private static Batch encode(Optional<Codec> codec, Batch raw) {
    return codec.map(c -> c.encode(raw)).orElse(raw);
  }

  /** The arrays that the supervision gets: of data a point's own, of a latent process all. */
  private static Signature points(
      FactorizedModel factors, NetworkModel network, Signature encoded) {
    if (!(factors.supervision() instanceof LatentProcess)) {
      return network.point();
    }
    Map<String, ArraySpec> all = new LinkedHashMap<>(encoded.arrays());
    all.keySet().removeAll(network.conditions().names());
    return new Signature(all);
  }

  private static void check(Signature data, Signature points, Signature context) {
    List<Problem> problems = new ArrayList<>();
    for (Signature wanted : List.of(points, context)) {
      wanted
          .arrays()
          .forEach(
              (name, spec) -> {
                ArraySpec found = data.arrays().get(name);
                if (!spec.equals(found)) {
                  problems.add(
                      Problem.of(GmError.DATA, "the data do not fit the model")
                          .found(found == null ? data.names() : "'" + name + "' " + found)
                          .expected("'" + name + "' " + spec));
                }
              });
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  private static State part(Map<String, Tensor> leaves, String prefix, List<String> names) {
    State s = State.empty();
    for (String n : names) {
      s = s.with(n, Objects.requireNonNull(leaves.get(prefix + n)));
    }
    return s;
  }
}
