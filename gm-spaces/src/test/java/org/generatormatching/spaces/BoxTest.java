package org.generatormatching.spaces;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.generatormatching.api.Point;
import org.generatormatching.api.TestFunction;
import org.generatormatching.tensor.DType;
import org.junit.jupiter.api.Test;

/** The derivatives of functions in a box, and its walls. */
class BoxTest {
  private static final double STEP = 1e-4;
  private static final Box BOX = new Box(List.of(2), -1, 2, DType.FLOAT64);

  private static Point at(double x, double y) {
    return Point.of("x", new double[] {x, y});
  }

  @Test
  void functionsHaveTheDerivativesThatTheyState() {
    for (TestFunction f : BOX.testFunctions()) {
      double[] g = f.gradient(at(0.3, 1.4)).get("x");
      double[] h = f.hessian(at(0.3, 1.4)).get("x");
      double[] diagonal = f.hessianDiagonal(at(0.3, 1.4)).get("x");
      double here = f.value(at(0.3, 1.4));
      double right = f.value(at(0.3 + STEP, 1.4));
      double left = f.value(at(0.3 - STEP, 1.4));
      double up = f.value(at(0.3, 1.4 + STEP));
      double down = f.value(at(0.3, 1.4 - STEP));
      double corners =
          f.value(at(0.3 + STEP, 1.4 + STEP))
              - f.value(at(0.3 + STEP, 1.4 - STEP))
              - f.value(at(0.3 - STEP, 1.4 + STEP))
              + f.value(at(0.3 - STEP, 1.4 - STEP));
      assertThat(g[0]).isCloseTo((right - left) / (2 * STEP), within(1e-6));
      assertThat(g[1]).isCloseTo((up - down) / (2 * STEP), within(1e-6));
      assertThat(h[0]).isCloseTo((right - 2 * here + left) / (STEP * STEP), within(1e-5));
      assertThat(h[1]).isCloseTo(corners / (4 * STEP * STEP), within(1e-5)).isEqualTo(h[2]);
      assertThat(diagonal).containsExactly(h[0], h[3]);
    }
  }

  @Test
  void someFunctionsAreFlatAtTheWallsAndSayIt() {
    int flat = 0;
    for (TestFunction f : BOX.testFunctions()) {
      double across =
          Math.abs(f.gradient(at(-1, 0.4)).get("x")[0])
              + Math.abs(f.gradient(at(0.4, 2)).get("x")[1]);
      assertThat(across < 1e-12).isEqualTo(f.isFlatAtBoundary());
      flat += f.isFlatAtBoundary() ? 1 : 0;
    }
    assertThat(flat).isEqualTo(3);
  }

  @Test
  void wallsAscend() {
    assertThatThrownBy(() -> new Box(List.of(0), 1, 1, DType.INT64))
        .hasMessageContaining("[GM/CONFIG] the shape of a box is not one")
        .hasMessageContaining("[GM/CONFIG] the walls of a box do not ascend")
        .hasMessageContaining("[GM/CONFIG] the numbers of a box are not real");
  }
}
