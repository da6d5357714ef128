package org.generatormatching.engine.pytorch;

import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

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

  /**
   * The type that lies in memory under DJL's number.
   *
   * @throws org.generatormatching.tensor.GmException [GM/UNSUPPORTED] for a type that we do not
   *     have
   */
  static DType ofStored(int number) {
    return switch (number) {
      case 0 -> DType.FLOAT32;
      case 1 -> DType.FLOAT64;
      case 6 -> DType.INT64;
      case 7 -> DType.BOOL;
      default ->
          throw Problem.of(
                  GmError.UNSUPPORTED, "torch returned an array of a type that is not known")
              .found("type number " + number)
              .expected("FLOAT32, FLOAT64, INT64 or BOOL")
              .advice("Convert it inside the function.")
              .exception();
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
