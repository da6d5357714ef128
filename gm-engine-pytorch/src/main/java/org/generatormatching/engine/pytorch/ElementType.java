package org.generatormatching.engine.pytorch;

import org.generatormatching.tensor.DType;

/** The numbers of element types in DJL's native functions and in TorchScript. */
final class ElementType {
  private ElementType() {}

  /**
   * The type in which an array lies in memory, by DJL's number. BFLOAT16 lies as FLOAT32: DJL's own
   * BFLOAT16 ends the process, and values of that type exist only inside programs.
   */
  static int stored(DType t) {
    return switch (t) {
      case FLOAT32, BFLOAT16 -> 0;
      case FLOAT64 -> 1;
      case INT64 -> 6;
      case BOOL -> 7;
    };
  }

  /** Bytes of one element in memory. */
  static int storedBytes(DType t) {
    return t == DType.BFLOAT16 ? DType.FLOAT32.bytes() : t.bytes();
  }

  /** The number of a type in TorchScript. */
  static int script(DType t) {
    return switch (t) {
      case INT64 -> 4;
      case FLOAT32 -> 6;
      case FLOAT64 -> 7;
      case BOOL -> 11;
      case BFLOAT16 -> 15;
    };
  }
}
