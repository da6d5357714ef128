package org.generatormatching.tensor;

import java.util.Arrays;

/**
 * A nest of loops over one shape that walks through several arrays at once, each with its own steps
 * (0 where an array is stretched or reduced, negative where it is reversed).
 *
 * <p>Neighbouring axes through which every array walks as through one are merged, and a long axis
 * is put innermost, so that equal shapes, scalars, rows and columns all become a few long inner
 * loops.
 */
final class StridedLoop {
  /** An innermost axis shorter than this is exchanged for the longest one. */
  private static final int SHORT = 16;

  /** One innermost loop: where each array starts. */
  interface Run {
    void at(int[] start);
  }

  private final int[] lengths;
  private final int[][] steps;
  private final int axes;
  private final boolean empty;

  StridedLoop(int[] dims, int[]... strides) {
    lengths = new int[Math.max(1, dims.length)];
    steps = new int[strides.length][lengths.length];
    Arrays.fill(lengths, 1);
    int last = -1;
    boolean none = false;
    for (int a = 0; a < dims.length; a++) {
      none |= dims[a] == 0;
      if (dims[a] == 1) {
        continue;
      }
      if (last < 0 || !continues(strides, a, dims[a], last)) {
        last++;
        lengths[last] = 1;
      }
      lengths[last] *= dims[a];
      for (int k = 0; k < strides.length; k++) {
        steps[k][last] = strides[k][a];
      }
    }
    axes = Math.max(0, last) + 1;
    empty = none;
    longestLast();
  }

  private boolean continues(int[][] strides, int axis, int n, int last) {
    for (int k = 0; k < strides.length; k++) {
      if (steps[k][last] != strides[k][axis] * n) {
        return false;
      }
    }
    return true;
  }

  private void longestLast() {
    int inner = axes - 1;
    if (lengths[inner] >= SHORT) {
      return;
    }
    int best = inner;
    for (int a = 0; a < axes; a++) {
      best = lengths[a] > lengths[best] ? a : best;
    }
    swap(lengths, best, inner);
    for (int[] s : steps) {
      swap(s, best, inner);
    }
  }

  private static void swap(int[] a, int i, int j) {
    int t = a[i];
    a[i] = a[j];
    a[j] = t;
  }

  /** Length of the innermost loop. */
  int length() {
    return lengths[axes - 1];
  }

  /** Step of array k in the innermost loop. */
  int step(int k) {
    return steps[k][axes - 1];
  }

  /** Calls the body once for every innermost loop. */
  void forEach(int[] start, Run body) {
    if (empty) {
      return;
    }
    int[] at = start.clone();
    int[] index = new int[axes];
    while (true) {
      body.at(at);
      int a = axes - 2;
      while (a >= 0 && ++index[a] == lengths[a]) {
        for (int k = 0; k < at.length; k++) {
          at[k] -= steps[k][a] * (lengths[a] - 1);
        }
        index[a--] = 0;
      }
      if (a < 0) {
        return;
      }
      for (int k = 0; k < at.length; k++) {
        at[k] += steps[k][a];
      }
    }
  }

  /** Copies along the loop: array 0 is written, array 1 is read. */
  void copy(double[] to, int toStart, double[] from, int fromStart) {
    int n = length();
    int st = step(0);
    int sf = step(1);
    forEach(
        new int[] {toStart, fromStart},
        at -> {
          if (st == 1 && sf == 1) {
            System.arraycopy(from, at[1], to, at[0], n);
          } else {
            for (int i = 0, t = at[0], f = at[1]; i < n; i++, t += st, f += sf) {
              to[t] = from[f];
            }
          }
        });
  }
}
