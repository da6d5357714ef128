package org.generatormatching.tensor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Fast loops against the index arithmetic that defines them, on random shapes. */
class KernelsTest {
  private final SplittableRandom random = new SplittableRandom(17);

  private Dense random(int... dims) {
    return new Dense(dims, random.doubles(Dense.count(dims, 0, dims.length), -1, 1).toArray());
  }

  private static int[] index(int flat, int[] dims) {
    int[] r = new int[dims.length];
    int rest = flat;
    for (int i = dims.length - 1; i >= 0; i--) {
      r[i] = rest % dims[i];
      rest /= dims[i];
    }
    return r;
  }

  private static double at(Dense a, int[] index) {
    int flat = 0;
    int lead = index.length - a.rank();
    for (int i = 0; i < a.rank(); i++) {
      flat = flat * a.dims()[i] + (a.dims()[i] == 1 ? 0 : index[lead + i]);
    }
    return a.data()[flat];
  }

  private int[] shape() {
    return random
        .ints(random.nextInt(1, 5), 0, 20)
        .map(n -> n < 2 ? 1 : n < 16 ? n % 4 + 1 : n)
        .toArray();
  }

  /** Some axes 1, and some leading axes missing. */
  private int[] stretchable(int[] dims) {
    int[] r = Arrays.stream(dims).map(n -> random.nextInt(3) == 0 ? 1 : n).toArray();
    return Arrays.copyOfRange(r, random.nextInt(r.length + 1), r.length);
  }

  @Test
  void broadcastingByLoops() {
    for (int trial = 0; trial < 300; trial++) {
      int[] dims = shape();
      Dense a = random(stretchable(dims));
      Dense b = random(stretchable(dims));
      Dense c = random(stretchable(dims));
      Dense minus = ElementwiseKernels.arithmetic(Op.SUB, a, b, dims);
      Dense zip = ElementwiseKernels.zip(a, b, dims, (x, y) -> 2 * x - y);
      Dense where =
          ElementwiseKernels.where(ElementwiseKernels.map(a, x -> x < 0 ? 1 : 0), b, c, dims);
      Dense copy = IndexKernels.broadcast(a, dims);
      for (int e = 0; e < minus.size(); e++) {
        int[] i = index(e, dims);
        assertThat(minus.data()[e]).isEqualTo(at(a, i) - at(b, i));
        assertThat(zip.data()[e]).isEqualTo(2 * at(a, i) - at(b, i));
        assertThat(where.data()[e]).isEqualTo(at(a, i) < 0 ? at(b, i) : at(c, i));
        assertThat(copy.data()[e]).isEqualTo(at(a, i));
      }
    }
  }

  @Test
  void reductionsByLoops() {
    for (int trial = 0; trial < 300; trial++) {
      int[] dims = shape();
      Dense a = random(dims);
      int[] kept = dims.clone();
      List<Integer> axes =
          IntStream.range(0, dims.length).filter(i -> random.nextBoolean()).boxed().toList();
      axes.forEach(i -> kept[i] = 1);
      Dense sum = ReductionKernels.reduce(Op.SUM, a, axes, kept);
      Dense max = ReductionKernels.reduce(Op.AMAX, a, axes, kept);
      Dense expected = Dense.zeros(kept);
      double[] largest = new double[expected.size()];
      Arrays.fill(largest, Double.NEGATIVE_INFINITY);
      for (int e = 0; e < a.size(); e++) {
        int[] i = index(e, dims);
        axes.forEach(k -> i[k] = 0);
        int flat = 0;
        for (int k = 0; k < kept.length; k++) {
          flat = flat * kept[k] + i[k];
        }
        expected.data()[flat] += a.data()[e];
        largest[flat] = Math.max(largest[flat], a.data()[e]);
      }
      assertThat(sum.data()).containsExactly(expected.data(), within(1e-12));
      assertThat(max.data()).containsExactly(largest);
    }
  }

  @Test
  void transposesAndFlipsByLoops() {
    for (int trial = 0; trial < 200; trial++) {
      int[] dims = shape();
      Dense a = random(dims);
      List<Integer> order = new ArrayList<>();
      for (int i = 0; i < dims.length; i++) {
        order.add(random.nextInt(order.size() + 1), i);
      }
      int[] to = order.stream().mapToInt(i -> dims[i]).toArray();
      Dense turned = IndexKernels.transpose(a, order, to);
      int axis = random.nextInt(dims.length);
      Dense flipped = IndexKernels.flip(a, axis);
      for (int e = 0; e < a.size(); e++) {
        int[] i = index(e, to);
        int[] from = new int[i.length];
        for (int k = 0; k < i.length; k++) {
          from[order.get(k)] = i[k];
        }
        assertThat(turned.data()[e]).isEqualTo(at(a, from));
        int[] j = index(e, dims);
        j[axis] = dims[axis] - 1 - j[axis];
        assertThat(flipped.data()[e]).isEqualTo(at(a, j));
      }
    }
  }

  @Test
  void matrixProducts() {
    for (int[] s :
        new int[][] {{1, 1, 1}, {5, 3, 2}, {9, 7, 8}, {4, 16, 13}, {6, 2, 9}, {3, 0, 4}}) {
      Dense a = random(2, s[0], s[1]);
      Dense b = random(2, s[1], s[2]);
      Dense got = MatrixKernels.matmul(a, b, new int[] {2, s[0], s[2]});
      for (int e = 0; e < got.size(); e++) {
        int[] i = index(e, got.dims());
        double sum = 0;
        for (int k = 0; k < s[1]; k++) {
          sum += at(a, new int[] {i[0], i[1], k}) * at(b, new int[] {i[0], k, i[2]});
        }
        assertThat(got.data()[e]).isCloseTo(sum, within(1e-13));
      }
    }
  }

  /** [h, w, kernel, stride, padding], also with kernels wider than the image and unread borders. */
  @Test
  void convolutionsAndTheirAdjoints() {
    int[][] settings = {
      {5, 5, 3, 1, 1},
      {6, 5, 3, 2, 1},
      {7, 4, 2, 3, 0},
      {2, 3, 5, 1, 2},
      {4, 4, 1, 2, 0},
      {3, 3, 3, 2, 3}
    };
    for (int[] s : settings) {
      var c = new Attribute.Convolution(s[3], s[4]);
      Dense x = random(2, 3, s[0], s[1]);
      Dense w = random(4, 3, s[2], s[2]);
      int[] dims = {2, 4, (s[0] + 2 * s[4] - s[2]) / s[3] + 1, (s[1] + 2 * s[4] - s[2]) / s[3] + 1};
      Dense y = MatrixKernels.conv2d(x, w, dims, c);
      for (int e = 0; e < y.size(); e++) {
        assertThat(y.data()[e]).isCloseTo(pixel(x, w, index(e, dims), c), within(1e-13));
      }
      Dense g = random(dims);
      double expected = dot(g, y);
      assertThat(dot(MatrixKernels.conv2dInput(g, w, x.dims(), c), x))
          .isCloseTo(expected, within(1e-11));
      assertThat(dot(MatrixKernels.conv2dWeight(g, x, w.dims(), c), w))
          .isCloseTo(expected, within(1e-11));
    }
  }

  private static double pixel(Dense x, Dense w, int[] i, Attribute.Convolution c) {
    double sum = 0;
    int side = w.dims()[2];
    for (int channel = 0; channel < x.dims()[1]; channel++) {
      for (int p = 0; p < side; p++) {
        for (int q = 0; q < side; q++) {
          int row = i[2] * c.stride() + p - c.padding();
          int column = i[3] * c.stride() + q - c.padding();
          if (row >= 0 && row < x.dims()[2] && column >= 0 && column < x.dims()[3]) {
            sum +=
                at(x, new int[] {i[0], channel, row, column})
                    * at(w, new int[] {i[1], channel, p, q});
          }
        }
      }
    }
    return sum;
  }

  private static double dot(Dense a, Dense b) {
    double s = 0;
    for (int i = 0; i < a.size(); i++) {
      s += a.data()[i] * b.data()[i];
    }
    return s;
  }
}
