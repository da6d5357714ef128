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
 * A residual perceptron, {@code residual-mlp@1}: \(h = L_0 x\), then {@link ResidualBlock}s that
 * are modulated by the {@link TimeEmbedding} of times and conditions, then \(r = L h\).
 *
 * <p>Shapes: x as the point's signature, t FLOAT64 [rows, clocks], r as the raw signature. The
 * output layer starts at 0 as in {@link Mlp}. h is not normalised before the output, so that r may
 * grow with x: in few dimensions a velocity far from the data has to.
 */
public final class ResidualMlp implements Network {
  private final Rows point;
  private final Rows context;
  private final Rows raw;
  private final PointWaves waves;
  private final TimeEmbedding embedding;
  private final Linear input;
  private final List<ResidualBlock> blocks = new ArrayList<>();
  private final Linear output;

  /**
   * How to build it.
   *
   * @param width of h; absent: 256
   * @param blocks number of residual blocks; absent: 3
   * @param expansion inner width of a block over its outer width; absent: 2
   * @param embedding width of the embedding of times and conditions; absent: 64
   * @param activation between layers; absent: silu
   * @param frequencies waves per clock of {@link TimeFeatures}; absent: 16
   * @param waves waves per number of the point, {@link PointWaves}; absent: -1, which is 4 for
   *     points of at most 8 numbers and 0 for others
   */
  public record Config(
      Integer width,
      Integer blocks,
      Integer expansion,
      Integer embedding,
      Activation activation,
      Integer frequencies,
      Integer waves) {
    /** Fills in what is absent and checks the ranges. */
    public Config {
      width = Objects.requireNonNullElse(width, 256);
      blocks = Objects.requireNonNullElse(blocks, 3);
      expansion = Objects.requireNonNullElse(expansion, 2);
      embedding = Objects.requireNonNullElse(embedding, 64);
      activation = Objects.requireNonNullElse(activation, Activation.SILU);
      frequencies = Objects.requireNonNullElse(frequencies, 16);
      waves = Objects.requireNonNullElse(waves, PointWaves.AUTOMATIC);
      new Range("residual-mlp@1")
          .within("width", width, 1, 65_536)
          .within("blocks", blocks, 1, 1024)
          .within("expansion", expansion, 1, 64)
          .within("embedding", embedding, 1, 65_536)
          .within("frequencies", frequencies, 1, 1024)
          .within("waves", waves, PointWaves.AUTOMATIC, 16)
          .finish();
    }

    /** Makes networks of this form. */
    public Network.Kind kind() {
      return (point, clocks, context, raw) -> new ResidualMlp(this, point, clocks, context, raw);
    }
  }

  ResidualMlp(Config c, Signature point, int clocks, Signature context, Signature raw) {
    this.point = new Rows(point);
    this.context = new Rows(context);
    this.raw = new Rows(raw);
    this.embedding =
        TimeEmbedding.of(
            "time",
            new TimeFeatures(c.frequencies()),
            clocks,
            this.context.width(),
            c.embedding(),
            c.activation());
    this.waves = PointWaves.of(c.waves(), this.point.width());
    this.input = Linear.of("input", waves.width(this.point.width()), c.width());
    long inner = (long) c.width() * c.expansion();
    for (int i = 0; i < c.blocks(); i++) {
      blocks.add(ResidualBlock.of("blocks." + i, c.width(), inner, c.embedding(), c.activation()));
    }
    this.output = Linear.zero("output", c.width(), this.raw.width());
  }

  @Override
  public Weights weights() {
    List<Weight> all = new ArrayList<>(embedding.weights());
    all.addAll(input.weights());
    blocks.forEach(b -> all.addAll(b.weights()));
    all.addAll(output.weights());
    return new Weights(all);
  }

  @Override
  public State apply(State x, Tensor t, Context conditions) {
    Tensor e = embedding.apply(t, context.parts(conditions.arrays()));
    Tensor h = input.apply(waves.apply(Tensor.concat(1, point.parts(x))));
    for (ResidualBlock block : blocks) {
      h = block.apply(h, e);
    }
    return raw.split(output.apply(h));
  }
}
