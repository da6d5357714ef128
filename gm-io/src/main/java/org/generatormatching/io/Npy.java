package org.generatormatching.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;

/**
 * NumPy's format of one array: {@code \x93NUMPY}, two bytes of version, the length of the header,
 * the header (a Python dictionary, padded with spaces and ended with a newline so that the values
 * start at a multiple of 64), the values.
 *
 * @see <a href="https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html">The
 *     format</a>
 */
final class Npy {
  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final int ALIGNMENT = 64;
  private static final int MAX_HEADER = 1 << 16;
  private static final Map<String, DType> TYPES =
      new TreeMap<>(
          Map.of(
              "<f4", DType.FLOAT32,
              "<f8", DType.FLOAT64,
              "<i8", DType.INT64,
              "|b1", DType.BOOL));

  /** A key and its value, which is a string, a truth value or a tuple of integers. */
  private static final Pattern ENTRY =
      Pattern.compile(
          "\\s*+(['\"])(descr|fortran_order|shape)\\1\\s*+:\\s*+"
              + "(?:(['\"])([^'\"]*+)\\3|(True|False)|\\(([0-9,\\s]*+)\\))\\s*+(?:,\\s*+|(?=\\}))");

  private static final Pattern TUPLE =
      Pattern.compile("\\s*+(?:[0-9]++\\s*+,\\s*+)*+|\\s*+(?:[0-9]++\\s*+,\\s*+)++[0-9]++\\s*+");

  /** What is to be read after a header: {@code headerBytes} came before it. */
  record Header(DType dtype, long[] dims, int headerBytes) {
    /** Length of the whole array in the file. */
    long totalBytes() throws MalformedException {
      long values = 1;
      try {
        for (long d : dims) {
          values = Math.multiplyExact(values, d);
        }
      } catch (ArithmeticException e) {
        values = Long.MAX_VALUE;
      }
      if (values > LittleEndian.MAX_VALUES) {
        throw new MalformedException("more values than a Java array holds");
      }
      return headerBytes + values * dtype.bytes();
    }
  }

  private Npy() {}

  /** Writes an array; BFLOAT16, which NumPy does not have, as FLOAT32, which holds its values. */
  static void write(OutputStream out, HostArray array) throws IOException {
    HostArray known = known(array);
    out.write(encodeHeader(known.dtype(), known.dims()));
    LittleEndian.write(out, known);
  }

  /** The array in a type that NumPy has. */
  static HostArray known(HostArray array) {
    return array.dtype() == DType.BFLOAT16
        ? HostArray.of(array.floats()).reshape(array.dims())
        : array;
  }

  /** What stands before the values. */
  static byte[] encodeHeader(DType dtype, long[] dimensions) {
    String code =
        TYPES.entrySet().stream()
            .filter(e -> e.getValue() == dtype)
            .map(Map.Entry::getKey)
            .collect(Collectors.joining());
    String dims =
        Arrays.stream(dimensions).mapToObj(Long::toString).collect(Collectors.joining(", "));
    String shape = dimensions.length == 1 ? dims + "," : dims;
    String dictionary =
        "{'descr': '" + code + "', 'fortran_order': False, 'shape': (" + shape + "), }";
    int used = MAGIC.length + 2 + Short.BYTES;
    int length = (used + dictionary.length() + 1 + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT - used;
    ByteBuffer header = ByteBuffer.allocate(used + length).order(ByteOrder.LITTLE_ENDIAN);
    header.put(MAGIC).put((byte) 1).put((byte) 0).putShort((short) length);
    header.put(dictionary.getBytes(StandardCharsets.US_ASCII));
    while (header.remaining() > 1) {
      header.put((byte) ' ');
    }
    return header.put((byte) '\n').array();
  }

  /** Reads a header of version 1.0, 2.0 or 3.0. */
  static Header readHeader(InputStream in) throws IOException {
    byte[] start = exactly(in, MAGIC.length + 2);
    if (!Arrays.equals(start, 0, MAGIC.length, MAGIC, 0, MAGIC.length)) {
      throw new MalformedException("no NumPy array: the first bytes are not \\x93NUMPY");
    }
    int version = start[MAGIC.length];
    if (version < 1 || version > 3 || start[MAGIC.length + 1] != 0) {
      throw new MalformedException(
          "version " + version + "." + start[MAGIC.length + 1] + " of NumPy's format");
    }
    int size = version == 1 ? Short.BYTES : Integer.BYTES;
    byte[] lengthBytes = Arrays.copyOf(exactly(in, size), Integer.BYTES);
    int length = ByteBuffer.wrap(lengthBytes).order(ByteOrder.LITTLE_ENDIAN).getInt();
    if (length < 0 || length > MAX_HEADER) {
      throw new MalformedException(
          "a header of "
              + Integer.toUnsignedString(length)
              + " bytes; expected at most "
              + MAX_HEADER);
    }
    String text = new String(exactly(in, length), StandardCharsets.ISO_8859_1);
    return parse(text, start.length + size + length);
  }

  private static Header parse(String text, int headerBytes) throws MalformedException {
    Map<String, String> entries = dictionary(text);
    String code = entries.getOrDefault("descr", "");
    DType dtype = TYPES.get(code);
    if (dtype == null) {
      throw new MalformedException(
          "values of type " + FileProblems.quote(code) + "; expected one of " + TYPES.keySet());
    }
    if (!"False".equals(entries.get("fortran_order"))) {
      throw new MalformedException(
          "values in Fortran order; save numpy.ascontiguousarray(x) instead of x");
    }
    String shape = entries.getOrDefault("shape", "?");
    try {
      if (TUPLE.matcher(shape).matches()) {
        long[] dims =
            Pattern.compile("[,\\s]+")
                .splitAsStream(shape)
                .filter(d -> !d.isEmpty())
                .mapToLong(Long::parseLong)
                .toArray();
        return new Header(dtype, dims, headerBytes);
      }
    } catch (NumberFormatException e) {
      // More than 64 bits: told below, like every other shape that is none.
    }
    throw new MalformedException("the shape " + FileProblems.quote("(" + shape + ")"));
  }

  private static Map<String, String> dictionary(String text) throws MalformedException {
    Map<String, String> entries = new HashMap<>();
    Matcher matcher = ENTRY.matcher(text);
    int at = text.startsWith("{") ? 1 : text.length();
    while (matcher.region(at, text.length()).lookingAt()) {
      for (int kind : new int[] {4, 5, 6}) {
        if (matcher.group(kind) != null
            && entries.put(matcher.group(2), matcher.group(kind)) != null) {
          throw new MalformedException("the key " + matcher.group(2) + " a second time");
        }
      }
      at = matcher.end();
    }
    if (entries.size() != 3 || !text.substring(at).strip().equals("}")) {
      throw new MalformedException("the header " + FileProblems.quote(text.strip()));
    }
    return entries;
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }
}
