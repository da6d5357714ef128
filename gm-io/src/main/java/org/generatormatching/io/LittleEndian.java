package org.generatormatching.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;

/**
 * Values of arrays as little-endian bytes, in pieces, so that no second copy of an array exists.
 */
final class LittleEndian {
  /** The longest array that every JVM can make. */
  static final long MAX_VALUES = Integer.MAX_VALUE - 8L;

  private static final int PIECE = 1 << 16;

  private final ByteBuffer buffer = ByteBuffer.allocate(PIECE).order(ByteOrder.LITTLE_ENDIAN);

  private LittleEndian() {}

  /**
   * Reads an array.
   *
   * @throws EOFException if the stream ends first
   * @throws MalformedException if a truth value is neither 0 nor 1
   */
  static HostArray read(InputStream in, DType dtype, long... dims) throws IOException {
    long n = 1;
    for (long d : dims) {
      n *= d;
    }
    LittleEndian codec = new LittleEndian();
    int size = Math.toIntExact(n);
    HostArray vector =
        switch (dtype) {
          case FLOAT32 -> HostArray.of(codec.readFloats(in, size));
          case FLOAT64 -> HostArray.of(codec.readDoubles(in, size));
          case BFLOAT16 -> HostArray.of(DType.BFLOAT16, codec.readBfloat16(in, size), size);
          case INT64 -> HostArray.of(codec.readLongs(in, size));
          case BOOL -> HostArray.of(codec.readBooleans(in, size));
        };
    return vector.reshape(dims);
  }

  /** Writes the values of an array. */
  static void write(OutputStream out, HostArray array) throws IOException {
    LittleEndian codec = new LittleEndian();
    switch (array.dtype()) {
      case FLOAT32 -> codec.writeFloats(out, array.floats());
      case FLOAT64 -> codec.writeDoubles(out, array.doubles());
      case BFLOAT16 -> codec.writeBfloat16(out, array.floats());
      case INT64 -> codec.writeLongs(out, array.longs());
      case BOOL -> codec.writeBooleans(out, array.booleans());
    }
  }

  private float[] readFloats(InputStream in, int size) throws IOException {
    float[] values = new float[size];
    for (int i = 0, n; i < size; i += n) {
      n = fill(in, size - i, Float.BYTES);
      buffer.asFloatBuffer().get(values, i, n);
    }
    return values;
  }

  private double[] readDoubles(InputStream in, int size) throws IOException {
    double[] values = new double[size];
    for (int i = 0, n; i < size; i += n) {
      n = fill(in, size - i, Double.BYTES);
      buffer.asDoubleBuffer().get(values, i, n);
    }
    return values;
  }

  private long[] readLongs(InputStream in, int size) throws IOException {
    long[] values = new long[size];
    for (int i = 0, n; i < size; i += n) {
      n = fill(in, size - i, Long.BYTES);
      buffer.asLongBuffer().get(values, i, n);
    }
    return values;
  }

  private double[] readBfloat16(InputStream in, int size) throws IOException {
    double[] values = new double[size];
    for (int i = 0, n; i < size; i += n) {
      n = fill(in, size - i, Short.BYTES);
      for (int j = 0; j < n; j++) {
        values[i + j] = Float.intBitsToFloat(buffer.getShort() << 16);
      }
    }
    return values;
  }

  private boolean[] readBooleans(InputStream in, int size) throws IOException {
    boolean[] values = new boolean[size];
    for (int i = 0, n; i < size; i += n) {
      n = fill(in, size - i, 1);
      for (int j = 0; j < n; j++) {
        byte b = buffer.get();
        if (b != 0 && b != 1) {
          throw new MalformedException("the byte " + (b & 0xff) + " as a truth value");
        }
        values[i + j] = b == 1;
      }
    }
    return values;
  }

  /** Fills the buffer with as many of the wanted values as fit and returns their number. */
  private int fill(InputStream in, int wanted, int bytes) throws IOException {
    int n = Math.min(wanted, PIECE / bytes);
    buffer.clear().limit(n * bytes);
    if (in.readNBytes(buffer.array(), 0, n * bytes) < n * bytes) {
      throw new EOFException();
    }
    return n;
  }

  private void writeFloats(OutputStream out, float[] values) throws IOException {
    for (int i = 0, n; i < values.length; i += n) {
      n = Math.min(values.length - i, PIECE / Float.BYTES);
      buffer.clear().asFloatBuffer().put(values, i, n);
      out.write(buffer.array(), 0, n * Float.BYTES);
    }
  }

  private void writeDoubles(OutputStream out, double[] values) throws IOException {
    for (int i = 0, n; i < values.length; i += n) {
      n = Math.min(values.length - i, PIECE / Double.BYTES);
      buffer.clear().asDoubleBuffer().put(values, i, n);
      out.write(buffer.array(), 0, n * Double.BYTES);
    }
  }

  private void writeLongs(OutputStream out, long[] values) throws IOException {
    for (int i = 0, n; i < values.length; i += n) {
      n = Math.min(values.length - i, PIECE / Long.BYTES);
      buffer.clear().asLongBuffer().put(values, i, n);
      out.write(buffer.array(), 0, n * Long.BYTES);
    }
  }

  private void writeBfloat16(OutputStream out, float[] values) throws IOException {
    for (int i = 0, n; i < values.length; i += n) {
      n = Math.min(values.length - i, PIECE / Short.BYTES);
      buffer.clear();
      for (int j = 0; j < n; j++) {
        // Not a rounding: the array's values are rounded, and its NaNs quiet, when it is made.
        buffer.putShort((short) (Float.floatToRawIntBits(values[i + j]) >>> 16));
      }
      out.write(buffer.array(), 0, n * Short.BYTES);
    }
  }

  private void writeBooleans(OutputStream out, boolean[] values) throws IOException {
    for (int i = 0, n; i < values.length; i += n) {
      n = Math.min(values.length - i, PIECE);
      buffer.clear();
      for (int j = 0; j < n; j++) {
        buffer.put((byte) (values[i + j] ? 1 : 0));
      }
      out.write(buffer.array(), 0, n);
    }
  }
}
