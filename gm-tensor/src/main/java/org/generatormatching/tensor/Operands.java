package org.generatormatching.tensor;

import java.util.Locale;
import java.util.StringJoiner;

/** Checks of operands that several operations share, and their messages. */
final class Operands {
  private Operands() {}

  static void counted(String what, long n, long least) {
    if (n < least) {
      throw Problem.of(GmError.SHAPE, what + " is out of range")
          .found(n)
          .expected("at least " + least)
          .at(CallSite.find())
          .exception();
    }
  }

  static Tensor floating(Tensor x, String what) {
    if (!x.dtype().floating()) {
      throw mismatch(GmError.DTYPE, what + " needs a floating element type", x);
    }
    return x;
  }

  static Tensor integer(Tensor x, String what) {
    if (x.dtype() != DType.INT64) {
      throw mismatch(GmError.DTYPE, what + " needs INT64", x);
    }
    return x;
  }

  static Tensor arithmetic(Tensor x, String what) {
    if (x.dtype() == DType.BOOL) {
      throw mismatch(GmError.DTYPE, what + " is not defined on BOOL; cast first", x);
    }
    return x;
  }

  static Tensor bool(Tensor x, String what) {
    if (x.dtype() != DType.BOOL) {
      throw mismatch(GmError.DTYPE, what + " needs BOOL", x);
    }
    return x;
  }

  static void sameType(String what, Tensor... operands) {
    for (Tensor t : operands) {
      if (t.dtype() != operands[0].dtype()) {
        throw mismatch(GmError.DTYPE, what + " needs one element type", operands);
      }
    }
  }

  static String name(Op op) {
    return op.name().toLowerCase(Locale.ROOT);
  }

  static GmException mismatch(GmError code, String what, Tensor... operands) {
    StringJoiner found = new StringJoiner(" and ");
    for (Tensor t : operands) {
      found.add(t.dtype() + "" + t.shape() + " made at " + t.site());
    }
    return Problem.of(code, what).found(found).at(CallSite.find()).exception();
  }
}
