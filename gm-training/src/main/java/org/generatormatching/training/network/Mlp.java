package org.generatormatching.training.network;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.generatormatching.api.Context;
import org.generatormatching.api.Network;
import org.generatormatching.api.State;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weights;

/**
 * A perceptron, {@code mlp@1}: \(h_0 = [x, f(t), c]\), \(h_{i+1} = a(L_i h_i)\), \(r = L_n h_n\),
 * with the features f of {@link TimeFeatures}.
 *
 * <p>Shapes: x as the point's signature, t FLOAT64 [rows, clocks], r as the raw signature. The last
 * layer starts at 0, so a fresh network says r = 0 everywhere: no velocity, equal logits. The
 * smallest network there is; good in few dimensions.
 */
public final class Mlp implements Network {
  private final Rows point;
  private final Rows context;
  private final Rows raw;
  private final PointWaves waves;
  private final TimeFeatures features;
  private final Activation activation;
  private final List<Linear> trunk = new ArrayList<>();
  private final Linear output;

  /**
   * How to build it.
   *
   * @param widths of the layers between input and output; absent: 256, 256, 256
   * @param activation a; absent: silu
   * @param frequencies waves per clock of {@link TimeFeatures}; absent: 8
   * @param waves waves per number of the point, {@link PointWaves}; absent: -1, which is 4 for
   *     points of at most 8 numbers and 0 for others
   */
  public record Config(
      List<Integer> widths, Activation activation, Integer frequencies, Integer waves) {
    /** Fills in what is absent and checks the ranges. */
    public Config {
      widths = List.copyOf(Objects.requireNonNullElse(widths, List.of(256, 256, 256)));
      activation = Objects.requireNonNullElse(activation, Activation.SILU);
      frequencies = Objects.requireNonNullElse(frequencies, 8);
      waves = Objects.requireNonNullElse(waves, PointWaves.AUTOMATIC);
      Range check = new Range("mlp@1");
      for (int i = 0; i < widths.size(); i++) {
        check.within("widths[" + i + "]", widths.get(i), 1, 65_536);
      }
      check
          .within("frequencies", frequencies, 1, 1024)
          .within("waves", waves, PointWaves.AUTOMATIC, 16)
          .finish();
    }

    /** Makes networks of this form. */
    public Network.Kind kind() {
      return (point, clocks, context, raw) -> new Mlp(this, point, clocks, context, raw);
    }
  }

  Mlp(Config config, Signature point, int clocks, Signature context, Signature raw) {
    this.point = new Rows(point);
    this.context = new Rows(context);
    this.raw = new Rows(raw);
    this.features = new TimeFeatures(config.frequencies());
    this.waves = PointWaves.of(config.waves(), this.point.width());
    this.activation = config.activation();
    long in = waves.width(this.point.width()) + features.width(clocks) + this.context.width();
    for (int width : config.widths()) {
      trunk.add(Linear.of("trunk." + trunk.size(), in, width));
      in = width;
    }
    this.output = Linear.zero("output", in, this.raw.width());
  }

  @Override
  public Weights weights() {
    List<Weight> all = new ArrayList<>();
    trunk.forEach(l -> all.addAll(l.weights()));
    all.addAll(output.weights());
    return new Weights(all);
  }

  @Override
  public State apply(State x, Tensor t, Context conditions) {
    List<Tensor> parts = new ArrayList<>();
    parts.add(waves.apply(Tensor.concat(1, point.parts(x))));
    parts.add(features.apply(t));
    parts.addAll(context.parts(conditions.arrays()));
    Tensor h = Tensor.concat(1, parts);
    for (Linear layer : trunk) {
      h = activation.apply(layer.apply(h));
    }
    return raw.split(output.apply(h));
  }
}
