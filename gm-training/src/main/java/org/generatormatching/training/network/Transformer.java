package org.generatormatching.training.network;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.generatormatching.api.Context;
import org.generatormatching.api.Network;
import org.generatormatching.api.State;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weight.Initializer;
import org.generatormatching.tensor.Weights;

/**
 * A transformer over the sites of a point, {@code transformer@1}: \(h_i = L x_i + P_i\) for site i
 * with a learned position P_i, then blocks of an {@link AttentionBlock} and a {@link ResidualBlock}
 * that are modulated by the {@link TimeEmbedding} of times and conditions, then \(r_i = L' h_i\).
 *
 * <p>Shapes: x as the point's signature, each array as sites in the way of {@link SiteArray}, the
 * sites of all arrays side by side; t FLOAT64 [rows, clocks]. A raw array is read at the sites of
 * the point's array with as many sites, of several the one whose name begins most like its own; a
 * raw array with another number of sites is made of the mean over all sites. Tokens and reals may
 * stand together in one point.
 *
 * <p>What is learned at one site serves all, where a perceptron learns every site apart: the choice
 * where neighbours matter more than places (text) and data are many. On 64 pixels and a thousand
 * images {@link ResidualMlp} learns faster. The output layer starts at 0, as in {@link Mlp}.
 */
public final class Transformer implements Network {
  private final List<SiteArray> point = new ArrayList<>();
  private final List<Linear> inputs = new ArrayList<>();
  private final Weight positions;
  private final Rows context;
  private final TimeEmbedding embedding;
  private final List<AttentionBlock> attention = new ArrayList<>();
  private final List<ResidualBlock> blocks = new ArrayList<>();
  private final List<Output> outputs = new ArrayList<>();

  /**
   * How to build it.
   *
   * @param width of a site's h; absent: 96
   * @param blocks number of pairs of an attention and a residual block; absent: 3
   * @param heads of the attention, a divisor of the width; absent: 4
   * @param expansion inner width of a residual block over its outer width; absent: 2
   * @param embedding width of the embedding of times and conditions; absent: 64
   * @param activation of residual blocks and embedding; absent: silu
   * @param frequencies waves per clock of {@link TimeFeatures}; absent: 16
   */
  public record Config(
      Integer width,
      Integer blocks,
      Integer heads,
      Integer expansion,
      Integer embedding,
      Activation activation,
      Integer frequencies) {
    /** Small transformers at which the laws prove the component. */
    public static final List<Config> EXAMPLES =
        List.of(
            new Config(16, 2, 4, 2, 16, Activation.SILU, 16),
            new Config(12, 1, 1, 1, 8, Activation.GELU, 4));

    /** Fills in what is absent and checks the ranges. */
    public Config {
      width = Objects.requireNonNullElse(width, 96);
      blocks = Objects.requireNonNullElse(blocks, 3);
      heads = Objects.requireNonNullElse(heads, 4);
      expansion = Objects.requireNonNullElse(expansion, 2);
      embedding = Objects.requireNonNullElse(embedding, 64);
      activation = Objects.requireNonNullElse(activation, Activation.SILU);
      frequencies = Objects.requireNonNullElse(frequencies, 16);
      new Range("transformer@1")
          .within("width", width, 1, 65_536)
          .within("blocks", blocks, 1, 1024)
          .within("heads", heads, 1, 1024)
          .within("expansion", expansion, 1, 64)
          .within("embedding", embedding, 1, 65_536)
          .within("frequencies", frequencies, 1, 1024)
          .finish();
      if (width % heads != 0) {
        throw Problem.of(GmError.CONFIG, "the heads of transformer@1 do not divide its width")
            .found("width " + width + ", heads " + heads)
            .expected("a divisor of " + width)
            .at("heads")
            .exception();
      }
    }

    /** Makes networks of this form. */
    public Network.Kind kind() {
      return (point, clocks, context, raw) -> new Transformer(this, point, clocks, context, raw);
    }
  }

  /**
   * How a raw array is made.
   *
   * @param array what is made
   * @param from first site that is read, or -1 for the mean over all
   * @param layer makes a site's numbers, or of the mean all
   */
  private record Output(SiteArray array, long from, Linear layer) {
    Tensor of(Tensor h) {
      Tensor read = from < 0 ? h.mean(1) : h.slice(1, from, from + array.sites());
      return array.join(layer.apply(read));
    }
  }

  Transformer(Config c, Signature point, int clocks, Signature context, Signature raw) {
    for (String name : new Rows(point).signature().names()) {
      SiteArray a = SiteArray.of(point, name);
      inputs.add(Linear.of("input." + inputs.size(), a.width(), c.width()));
      this.point.add(a);
    }
    long sites = this.point.stream().mapToLong(SiteArray::sites).sum();
    this.positions =
        new Weight(
            "positions", DType.FLOAT32, Shape.of(sites, c.width()), new Initializer.Uniform(1));
    this.context = new Rows(context);
    this.embedding =
        TimeEmbedding.of(
            "time",
            new TimeFeatures(c.frequencies()),
            clocks,
            this.context.width(),
            c.embedding(),
            c.activation());
    long inner = (long) c.width() * c.expansion();
    for (int i = 0; i < c.blocks(); i++) {
      String name = "blocks." + i;
      attention.add(AttentionBlock.of(name + ".attention", c.width(), c.heads(), c.embedding()));
      blocks.add(ResidualBlock.of(name, c.width(), inner, c.embedding(), c.activation()));
    }
    for (String name : new Rows(raw).signature().names()) {
      SiteArray a = SiteArray.of(raw, name);
      long from = from(a);
      long width = from < 0 ? a.sites() * a.width() : a.width();
      outputs.add(new Output(a, from, Linear.zero("output." + outputs.size(), c.width(), width)));
    }
  }

  /** Where the sites of a raw array begin; -1 where the point has no such sites. */
  private long from(SiteArray raw) {
    long from = 0;
    long best = -1;
    int alike = -1;
    for (SiteArray a : point) {
      int n = alike(a.name(), raw.name());
      if (a.sites() == raw.sites() && n > alike) {
        best = from;
        alike = n;
      }
      from += a.sites();
    }
    return best;
  }

  /** The number of equal first characters. */
  private static int alike(String a, String b) {
    int n = 0;
    while (n < Math.min(a.length(), b.length()) && a.charAt(n) == b.charAt(n)) {
      n++;
    }
    return n;
  }

  @Override
  public Weights weights() {
    List<Weight> all = new ArrayList<>(embedding.weights());
    inputs.forEach(l -> all.addAll(l.weights()));
    all.add(positions);
    for (int i = 0; i < blocks.size(); i++) {
      all.addAll(attention.get(i).weights());
      all.addAll(blocks.get(i).weights());
    }
    outputs.forEach(o -> all.addAll(o.layer().weights()));
    return new Weights(all);
  }

  @Override
  public State apply(State x, Tensor t, Context conditions) {
    Tensor e = embedding.apply(t, context.parts(conditions.arrays())).unsqueeze(1);
    List<Tensor> sites = new ArrayList<>();
    for (int i = 0; i < point.size(); i++) {
      SiteArray a = point.get(i);
      sites.add(inputs.get(i).apply(a.split(x.get(a.name()))));
    }
    Tensor h = Tensor.concat(1, sites).plus(positions.tensor());
    for (int i = 0; i < blocks.size(); i++) {
      h = blocks.get(i).apply(attention.get(i).apply(h, e), e);
    }
    Map<String, Tensor> arrays = new LinkedHashMap<>();
    for (Output o : outputs) {
      arrays.put(o.array().name(), o.of(h));
    }
    return new State(arrays);
  }
}
