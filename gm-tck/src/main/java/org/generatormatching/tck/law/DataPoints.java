package org.generatormatching.tck.law;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.Geometry;
import org.generatormatching.tck.oracle.Interpreted;
import org.generatormatching.tensor.Rng;
import org.generatormatching.tensor.Shape;

/** A few points that a path may end at. */
public final class DataPoints {
  private static final int DRAWS = 64;
  private static final int POINTS = 3;
  private static final long SEED = 0x70;

  private DataPoints() {}

  /**
   * Up to three different draws from the space's reference law. A token at which the source always
   * starts is a mask and no data.
   */
  public static Batch of(ConditionalPath path) {
    Batch draws =
        Interpreted.of(
            DRAWS, SEED, () -> path.space().reference().draw(Rng.root().fork("z"), Shape.B));
    boolean sites = path.space().geometry(Geometry.Sites.class).isPresent();
    Batch source =
        Interpreted.of(DRAWS, SEED, () -> path.source().draw(Rng.root().fork("x0"), Shape.B));
    List<Integer> chosen = new ArrayList<>();
    for (int i = 0; i < DRAWS && chosen.size() < POINTS; i++) {
      boolean mask = sites && isMasked(draws.point(i).get("tokens"), source);
      if (!mask && isNew(draws, i, chosen)) {
        chosen.add(i);
      }
    }
    return draws.rows(chosen.stream().mapToInt(Integer::intValue).toArray());
  }

  /** Whether some site holds the one token at which it starts. */
  private static boolean isMasked(double[] tokens, Batch source) {
    for (int l = 0; l < tokens.length; l++) {
      boolean always = true;
      for (int i = 0; i < source.size(); i++) {
        always &= source.point(i).get("tokens")[l] == tokens[l];
      }
      if (always) {
        return true;
      }
    }
    return false;
  }

  private static boolean isNew(Batch draws, int i, List<Integer> chosen) {
    for (int j : chosen) {
      boolean same = true;
      for (String n : draws.arrays().keySet()) {
        same &= Arrays.equals(draws.point(i).get(n), draws.point(j).get(n));
      }
      if (same) {
        return false;
      }
    }
    return true;
  }
}
