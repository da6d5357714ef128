package org.generatormatching.generators.toy.parts;

import java.util.Arrays;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Drawn;
import org.generatormatching.api.Evidence;
import org.generatormatching.api.Example;
import org.generatormatching.api.LatentProcess;
import org.generatormatching.api.Schedule;
import org.generatormatching.api.State;
import org.generatormatching.api.Times;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Signature;
import org.generatormatching.tensor.Tensor;

/**
 * Edit Flows: pairs of strings are aligned with the fewest edits (host), columns switch from z_0 to
 * z_1 independently with probability kappa, and the string without blanks is what the model sees.
 *
 * <p>Prepared batches hold {@code z0} and {@code z1} INT64 [B, N] with the blank {@code alphabet};
 * data batches hold {@code x0.tokens}, {@code x0.length}, {@code x1.tokens}, {@code x1.length}. The
 * noise of a draw is {@code zt}. Source: Havasi et al. 2025.
 *
 * @param space the strings; alignments have as many columns, so that no string on the way overflows
 * @param kappa the schedule of the columns
 * @param maximalWeight bound on the examples' weight kappa'/(1 - kappa)
 */
public record EditProcess(Strings space, Schedule kappa, double maximalWeight)
    implements LatentProcess {
  @Override
  public Signature prepared(Signature data) {
    ArraySpec columns = new ArraySpec(DType.INT64, Shape.of(Shape.B, space.capacity()));
    return Signature.of("z0", columns).with("z1", columns);
  }

  @Override
  public Batch prepare(HostRng rng, Batch data, Batch conditions) {
    int n = space.capacity();
    int rows = data.size();
    long[] z0 = new long[rows * n];
    long[] z1 = new long[rows * n];
    Arrays.fill(z0, space.alphabet());
    Arrays.fill(z1, space.alphabet());
    Batch from = data.factor("x0");
    Batch to = data.factor("x1");
    for (int b = 0; b < rows; b++) {
      align(space.word(from, b), space.word(to, b), z0, z1, b * n);
    }
    return Batch.of("z0", HostArray.of(z0, rows, n)).with("z1", HostArray.of(z1, rows, n));
  }

  /** An alignment with the fewest edits; of two equally cheap ways the diagonal is taken. */
  private void align(int[] x, int[] y, long[] z0, long[] z1, int first) {
    int[][] cost = costs(x, y);
    int column = 0;
    for (int i = 0, j = 0; i < x.length || j < y.length; column++) {
      if (column == space.capacity()) {
        throw Problem.of(GmError.DATA, "an alignment needs more columns than strings have room")
            .found(Arrays.toString(x) + " and " + Arrays.toString(y))
            .expected("at most " + space.capacity() + " columns")
            .exception();
      }
      int change = i < x.length && j < y.length && x[i] == y[j] ? 0 : 1;
      boolean both = i < x.length && j < y.length && cost[i][j] == cost[i + 1][j + 1] + change;
      boolean drop = !both && i < x.length && cost[i][j] == cost[i + 1][j] + 1;
      if (both || drop) {
        z0[first + column] = x[i++];
      }
      if (!drop) {
        z1[first + column] = y[j++];
      }
    }
  }

  /** Levenshtein distances of the suffixes from i and j on. */
  private static int[][] costs(int[] x, int[] y) {
    int[][] c = new int[x.length + 1][y.length + 1];
    for (int i = x.length; i >= 0; i--) {
      for (int j = y.length; j >= 0; j--) {
        if (i == x.length || j == y.length) {
          c[i][j] = x.length - i + y.length - j;
        } else {
          int both = c[i + 1][j + 1] + (x[i] == y[j] ? 0 : 1);
          c[i][j] = Math.min(both, 1 + Math.min(c[i + 1][j], c[i][j + 1]));
        }
      }
    }
    return c;
  }

  @Override
  public Example draw(Rng rng, State prepared, Times t) {
    Tensor z0 = prepared.get("z0");
    Tensor z1 = prepared.get("z1");
    Tensor arrived = rng.uniform(DType.FLOAT64, z0.shape()).lt(kappa.value(t).alignTo(z0));
    State noise = State.of("zt", arrived.where(z1, z0));
    Drawn drawn = new Drawn(project(prepared, noise), noise);
    Tensor weight = kappa.derivative(t).div(kappa.rest(t)).min(maximalWeight);
    return new Example(drawn.xt(), t, Evidence.data(prepared, drawn), weight);
  }

  /** The string without blanks: a stable sort moves the blanks behind all tokens. */
  @Override
  public State project(State z, State noise) {
    Tensor zt = noise.get("zt");
    Tensor blank = zt.eq(space.alphabet());
    Tensor order = blank.cast(DType.INT64).argsort(1);
    Tensor tokens = zt.gather(1, order);
    Tensor length = blank.not().cast(DType.INT64).sum(1);
    Tensor behind = tokens.eq(space.alphabet());
    return State.of("tokens", behind.where(tokens.like(0), tokens), "length", length);
  }
}
