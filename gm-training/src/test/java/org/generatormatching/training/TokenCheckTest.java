package org.generatormatching.training;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Factor;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.path.MixturePath;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.api.schedule.Linear;
import org.generatormatching.spaces.Categorical;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tensor.HostArray;
import org.junit.jupiter.api.Test;

class TokenCheckTest {
  private static final Categorical SPACE = new Categorical(2, 4);

  private static TokenCheck check(String name, ConditionalPath path) {
    return TokenCheck.of(List.of(new Factor(name, path.space(), path, List.of())));
  }

  private static Batch tokens(String name, long... values) {
    return Batch.of(name, HostArray.of(values, values.length / 2, 2));
  }

  @Test
  void tokensOfTheSpaceAreLegalAndTheMaskIsNot() {
    TokenCheck masked = check("", MixturePath.masked(SPACE, new Linear()));
    assertThatCode(() -> masked.check(tokens("tokens", 0, 1, 2, 0))).doesNotThrowAnyException();
    assertThatThrownBy(() -> masked.check(tokens("tokens", 0, 1, 2, 3)))
        .hasMessage(
            "[GM/DATA] the data hold the token that is the mask: found token 3 in 'tokens';"
                + " expected 0 to 3 without the mask (at data, model.factors). Set the space's"
                + " tokens one higher: the mask of mixture@1 is the last of them.");
    TokenCheck uniform = check("", MixturePath.uniform(SPACE, new Linear()));
    assertThatCode(() -> uniform.check(tokens("tokens", 0, 3))).doesNotThrowAnyException();
  }

  @Test
  void tokensOutsideTheSpaceAreRefusedInEveryFactor() {
    TokenCheck uniform = check("word", MixturePath.uniform(SPACE, new Linear()));
    for (long wrong : new long[] {4, -1, Long.MAX_VALUE}) {
      assertThatThrownBy(() -> uniform.check(tokens("word.tokens", 0, wrong)))
          .hasMessageContaining(
              "[GM/DATA] the data hold a token that the space does not have: found token "
                  + wrong
                  + " in 'word.tokens'; expected 0 to 3 (at data, model.factors)");
    }
  }

  @Test
  void realNumbersAreNoTokens() {
    Euclidean plane = Euclidean.of(2);
    TokenCheck none = check("", new AffineGaussianPath(plane, Convex.condOt()));
    Batch x = Batch.of("x", HostArray.of(new float[] {9, -9}, 1, 2));
    assertThatCode(() -> none.check(x)).doesNotThrowAnyException();
  }
}
