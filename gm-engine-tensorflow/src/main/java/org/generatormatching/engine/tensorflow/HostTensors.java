package org.generatormatching.engine.tensorflow;

import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.tensorflow.ndarray.Shape;
import org.tensorflow.ndarray.buffer.DataBuffers;
import org.tensorflow.proto.DataType;
import org.tensorflow.types.TBool;
import org.tensorflow.types.TFloat32;
import org.tensorflow.types.TFloat64;
import org.tensorflow.types.TInt64;
import org.tensorflow.types.family.TType;

/** Copies arrays between Java and TensorFlow. */
final class HostTensors {
  private HostTensors() {}

  static TType upload(HostArray a) {
    Shape s = Shape.of(a.dims());
    return switch (a.dtype()) {
      case FLOAT32 -> TFloat32.tensorOf(s, DataBuffers.of(a.floats(), true, false));
      case FLOAT64 -> TFloat64.tensorOf(s, DataBuffers.of(a.doubles(), true, false));
      case INT64 -> TInt64.tensorOf(s, DataBuffers.of(a.longs(), true, false));
      case BOOL -> TBool.tensorOf(s, DataBuffers.of(a.booleans(), true, false));
      case BFLOAT16 -> throw unsupported(a.dtype());
    };
  }

  static HostArray download(TType t) {
    long[] dims = t.shape().asArray();
    int n = Math.toIntExact(t.size());
    if (t instanceof TFloat32 f) {
      float[] v = new float[n];
      f.copyTo(DataBuffers.of(v, false, false));
      return HostArray.of(v).reshape(dims);
    }
    if (t instanceof TFloat64 f) {
      double[] v = new double[n];
      f.copyTo(DataBuffers.of(v, false, false));
      return HostArray.of(v).reshape(dims);
    }
    if (t instanceof TInt64 l) {
      long[] v = new long[n];
      l.copyTo(DataBuffers.of(v, false, false));
      return HostArray.of(v).reshape(dims);
    }
    boolean[] v = new boolean[n];
    ((TBool) t).copyTo(DataBuffers.of(v, false, false));
    return HostArray.of(v).reshape(dims);
  }

  static DType dtype(TType t) {
    return t instanceof TFloat32
        ? DType.FLOAT32
        : t instanceof TFloat64 ? DType.FLOAT64 : t instanceof TInt64 ? DType.INT64 : DType.BOOL;
  }

  static DataType type(DType t) {
    return switch (t) {
      case FLOAT32 -> DataType.DT_FLOAT;
      case FLOAT64 -> DataType.DT_DOUBLE;
      case INT64 -> DataType.DT_INT64;
      case BOOL -> DataType.DT_BOOL;
      case BFLOAT16 -> throw unsupported(t);
    };
  }

  private static RuntimeException unsupported(DType t) {
    return Problem.of(GmError.UNSUPPORTED, "engine '" + TensorflowBackend.ID + "' has no such type")
        .found(t)
        .advice("Use 'pytorch@1'.")
        .exception();
  }
}
