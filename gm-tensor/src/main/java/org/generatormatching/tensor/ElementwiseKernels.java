package org.generatormatching.tensor;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/** Elementwise operations of the interpreter in float64; broadcasting by {@link StridedLoop}. */
final class ElementwiseKernels {
  private ElementwiseKernels() {}

  static Dense map(Dense a, DoubleUnaryOperator f) {
    double[] x = a.data();
    double[] r = new double[x.length];
    for (int i = 0; i < r.length; i++) {
      r[i] = f.applyAsDouble(x[i]);
    }
    return new Dense(a.dims(), r);
  }

  /**
   * An arithmetic operation: a direct loop, since a call per element would cost more than the work.
   */
  static Dense arithmetic(Op op, Dense a, Dense b, int[] dims) {
    Dense out = Dense.zeros(dims);
    StridedLoop loop =
        new StridedLoop(dims, Dense.strides(dims), a.stridesIn(dims), b.stridesIn(dims));
    int n = loop.length();
    int so = loop.step(0);
    int sa = loop.step(1);
    int sb = loop.step(2);
    double[] r = out.data();
    double[] x = a.data();
    double[] y = b.data();
    loop.forEach(
        new int[3],
        at -> {
          int o = at[0];
          int p = at[1];
          int q = at[2];
          switch (op) {
            case ADD -> {
              for (int i = 0; i < n; i++) {
                r[o + i * so] = x[p + i * sa] + y[q + i * sb];
              }
            }
            case SUB -> {
              for (int i = 0; i < n; i++) {
                r[o + i * so] = x[p + i * sa] - y[q + i * sb];
              }
            }
            case MUL -> {
              for (int i = 0; i < n; i++) {
                r[o + i * so] = x[p + i * sa] * y[q + i * sb];
              }
            }
            default -> {
              for (int i = 0; i < n; i++) {
                r[o + i * so] = x[p + i * sa] / y[q + i * sb];
              }
            }
          }
        });
    return out;
  }

  static Dense zip(Dense a, Dense b, int[] dims, DoubleBinaryOperator f) {
    Dense out = Dense.zeros(dims);
    StridedLoop loop =
        new StridedLoop(dims, Dense.strides(dims), a.stridesIn(dims), b.stridesIn(dims));
    int n = loop.length();
    int so = loop.step(0);
    int sa = loop.step(1);
    int sb = loop.step(2);
    double[] r = out.data();
    double[] x = a.data();
    double[] y = b.data();
    loop.forEach(
        new int[3],
        at -> {
          for (int i = 0; i < n; i++) {
            r[at[0] + i * so] = f.applyAsDouble(x[at[1] + i * sa], y[at[2] + i * sb]);
          }
        });
    return out;
  }

  static Dense where(Dense choice, Dense yes, Dense no, int[] dims) {
    Dense out = Dense.zeros(dims);
    StridedLoop loop =
        new StridedLoop(
            dims,
            Dense.strides(dims),
            choice.stridesIn(dims),
            yes.stridesIn(dims),
            no.stridesIn(dims));
    int n = loop.length();
    int so = loop.step(0);
    int sc = loop.step(1);
    int sy = loop.step(2);
    int sn = loop.step(3);
    double[] r = out.data();
    double[] c = choice.data();
    double[] y = yes.data();
    double[] z = no.data();
    loop.forEach(
        new int[4],
        at -> {
          for (int i = 0; i < n; i++) {
            r[at[0] + i * so] = c[at[1] + i * sc] != 0 ? y[at[2] + i * sy] : z[at[3] + i * sn];
          }
        });
    return out;
  }

  static Dense cast(Dense a, DType from, DType to) {
    return switch (to) {
      case FLOAT64 -> a;
      case FLOAT32 -> from == DType.BOOL ? a : map(a, x -> (float) x);
      case BFLOAT16 -> map(a, x -> HostArray.roundToBfloat16((float) x));
      case INT64 -> from == DType.BOOL ? a : map(a, x -> (long) x);
      case BOOL -> map(a, x -> x != 0 ? 1 : 0);
    };
  }

  /** As in C, 1 to any power is 1, also to NaN and infinity, where {@link Math#pow} gives NaN. */
  static double pow(double x, double b) {
    return x == 1 ? 1 : Math.pow(x, b);
  }

  /** -1, 0 or 1; 0 for NaN. */
  static double sign(double x) {
    return x > 0 ? 1 : x < 0 ? -1 : 0;
  }
}
