package org.generatormatching.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.api.Context;
import org.generatormatching.api.Factor;
import org.generatormatching.api.Head;
import org.generatormatching.api.HeadLoss;
import org.generatormatching.api.Lifted;
import org.generatormatching.api.Model;
import org.generatormatching.api.Network;
import org.generatormatching.api.Prediction;
import org.generatormatching.api.Predictions;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Weights;

/**
 * A network as a model: one evaluation serves all heads of all factors.
 *
 * <p>The network reads the whole point ({@link PointEncoding}) and one clock per factor, and makes
 * the raw arrays of every head, named {@code FACTOR.HEAD.ARRAY} (without {@code FACTOR.} in a model
 * of one unnamed factor). Heads that share one network share its trunk: a second head costs a few
 * columns of the output layer.
 */
public final class NetworkModel implements Model {
  private final List<Factor> factors;
  private final ComponentId kind;
  private final PointEncoding encoding;
  private final Map<Head, String> prefixes = new LinkedHashMap<>();
  private final Conditions conditions;
  private final Signature raw;
  private final Network network;

  /**
   * A model with a fresh network.
   *
   * @param factors all factors with the heads that they train
   * @param kind the id of the network's form
   * @param form makes the network
   * @param conditions what it is told beside points and times
   * @throws GmException [GM/DUPLICATE_ID] if a factor has two heads of one id; [GM/CONFIG] if it is
   *     told an array of the point; [GM/UNSUPPORTED] for arrays that the network cannot read
   */
  public NetworkModel(
      List<Factor> factors, ComponentId kind, Network.Kind form, Conditions conditions) {
    this.factors = List.copyOf(factors);
    this.kind = kind;
    this.encoding = new PointEncoding(this.factors);
    List<Problem> problems = new ArrayList<>();
    Signature outputs = Signature.empty();
    for (Factor f : factors) {
      for (HeadLoss loss : f.losses()) {
        String prefix = PointEncoding.prefix(f) + loss.head().id() + ".";
        if (prefixes.containsValue(prefix)) {
          problems.add(duplicate(f, loss.head()));
          continue;
        }
        Head lifted = f.name().isEmpty() ? loss.head() : Lifted.head(f.name(), loss.head());
        prefixes.put(lifted, prefix);
        outputs = outputs.with(prefix, loss.head().raw());
      }
    }
    for (String n : conditions.names()) {
      if (encoding.signature().arrays().containsKey(n)) {
        problems.add(
            Problem.of(GmError.CONFIG, "a model cannot be told a part of its own point")
                .found("'" + n + "'"));
      }
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
    this.conditions = conditions;
    this.raw = outputs;
    this.network =
        form.make(encoding.signature(), Math.max(1, factors.size()), conditions.encoded(), raw);
  }

  /** The trained arrays. */
  public Weights weights() {
    return network.weights();
  }

  /** The arrays [B, ...] of a point of all factors. */
  public Signature point() {
    Signature point = Signature.empty();
    for (Factor f : factors) {
      point = point.with(PointEncoding.prefix(f), f.space().point());
    }
    return point;
  }

  /** What it is told beside points and times. */
  public Conditions conditions() {
    return conditions;
  }

  /** The raw arrays [B, ...] of all heads. */
  public Signature raw() {
    return raw;
  }

  /** The number of trained values. */
  public long size() {
    return weights().size();
  }

  /**
   * What the weights mean, a line each: the form of the network, spaces, paths and heads.
   * Checkpoints carry it, because two models may have weights of equal names and shapes.
   */
  public List<String> description() {
    List<String> lines = new ArrayList<>();
    lines.add("network " + kind);
    for (Factor f : factors) {
      String name = f.name().isEmpty() ? "factor" : "factor " + f.name();
      lines.add(name + " space " + f.space().id() + " path " + f.path().id());
    }
    encoding.signature().arrays().forEach((n, spec) -> lines.add("reads " + n + " " + spec));
    lines.addAll(conditions.description());
    raw.arrays().forEach((n, spec) -> lines.add("predicts " + n + " " + spec));
    return List.copyOf(lines);
  }

  @Override
  public Predictions at(State x, Times t, Context context) {
    List<Tensor> clocks = new ArrayList<>();
    for (Factor f : factors) {
      clocks.add(t.factor(f.name()).t().unsqueeze(1));
    }
    Context told = new Context(conditions.apply(context.arrays()));
    State out = network.apply(encoding.apply(x), Tensor.concat(1, clocks), told);
    return head -> predict(head, out, x, t);
  }

  private Prediction predict(Head head, State out, State x, Times t) {
    String prefix = prefixes.get(head);
    if (prefix == null) {
      throw Problem.of(GmError.HEAD, "the model was not made for this head")
          .found(head.id())
          .expected(raw.names())
          .exception();
    }
    Map<String, Tensor> part = new LinkedHashMap<>();
    for (String n : head.raw().names()) {
      part.put(n, out.get(prefix + n));
    }
    return head.predict(new State(part), x, t);
  }

  private static Problem duplicate(Factor f, Head head) {
    return Problem.of(GmError.DUPLICATE_ID, "a factor has two heads of one id")
        .found("'" + head.id() + "' twice in the factor '" + f.name() + "'")
        .advice("Remove one: their weights would have the same names.");
  }
}
