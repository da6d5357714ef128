package org.generatormatching.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.OptionalInt;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Factor;
import org.generatormatching.api.Geometry;
import org.generatormatching.api.PathTrait;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/**
 * Whether encoded data hold tokens that the model knows. No program checks it: a token outside the
 * space would become a row of zeros, and the mask among the data a token that is never predicted.
 */
record TokenCheck(List<Sites> factors) {
  /**
   * The tokens of a factor.
   *
   * @param array their name
   * @param tokens K
   * @param mask where the path has one
   */
  record Sites(String array, int tokens, OptionalInt mask) {}

  /** The check of a model. */
  static TokenCheck of(List<Factor> factors) {
    List<Sites> all = new ArrayList<>();
    for (Factor f : factors) {
      f.space()
          .geometry(Geometry.Sites.class)
          .ifPresent(
              s -> {
                OptionalInt mask =
                    f.path()
                        .trait(PathTrait.Mixture.class)
                        .map(PathTrait.Mixture::mask)
                        .orElse(OptionalInt.empty());
                all.add(new Sites(PointEncoding.prefix(f) + "tokens", s.tokens(), mask));
              });
    }
    return new TokenCheck(List.copyOf(all));
  }

  /**
   * Looks at every token of some points.
   *
   * @throws org.generatormatching.tensor.GmException [GM/DATA] with the token that is farthest out
   *     of the space, or with the mask
   */
  void check(Batch points) {
    for (Sites s : factors) {
      // a latent process has arrays of its own
      HostArray all = points.arrays().getOrDefault(s.array, HostArray.zeros(DType.INT64, 0));
      LongSummaryStatistics tokens = Arrays.stream(all.longs()).summaryStatistics();
      if (tokens.getCount() > 0 && (tokens.getMin() < 0 || tokens.getMax() >= s.tokens)) {
        throw Problem.of(GmError.DATA, "the data hold a token that the space does not have")
            .found(
                "token "
                    + (tokens.getMin() < 0 ? tokens.getMin() : tokens.getMax())
                    + " in '"
                    + s.array
                    + "'")
            .expected("0 to " + (s.tokens - 1))
            .at("data, model.factors")
            .advice(
                "Set the space's tokens to the number of different values in the data, and one"
                    + " more for the mask if the path starts masked.")
            .exception();
      }
      if (s.mask.isPresent()
          && Arrays.stream(all.longs()).anyMatch(token -> token == s.mask.getAsInt())) {
        throw Problem.of(GmError.DATA, "the data hold the token that is the mask")
            .found("token " + s.mask.getAsInt() + " in '" + s.array + "'")
            .expected("0 to " + (s.tokens - 1) + " without the mask")
            .at("data, model.factors")
            .advice("Set the space's tokens one higher: the mask of mixture@1 is the last of them.")
            .exception();
      }
    }
  }
}
