package org.generatormatching.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;

/**
 * One array in the header of a safetensors file.
 *
 * @param name the array's name
 * @param dtype the type of its values
 * @param dims its dimensions
 * @param begin its first byte, counted from the end of the header
 * @param end the byte after its last
 */
record SafeTensorsEntry(String name, DType dtype, long[] dims, long begin, long end) {
  private static final String DTYPE = "dtype";
  private static final String SHAPE = "shape";
  private static final String OFFSETS = "data_offsets";
  private static final Json NONE = new Json.Null();
  private static final Set<String> KEYS = new TreeSet<>(Set.of(DTYPE, SHAPE, OFFSETS));
  private static final Map<String, DType> TYPES =
      new TreeMap<>(
          Map.of(
              "F32", DType.FLOAT32,
              "F64", DType.FLOAT64,
              "BF16", DType.BFLOAT16,
              "I64", DType.INT64,
              "BOOL", DType.BOOL));

  static SafeTensorsEntry parse(String name, Json value) throws MalformedException {
    if (!(value instanceof Json.Obj entry) || !entry.members().keySet().equals(KEYS)) {
      throw new MalformedException("found " + shown(value) + "; expected an object of " + KEYS);
    }
    Json type = entry.members().getOrDefault(DTYPE, NONE);
    Json shape = entry.members().getOrDefault(SHAPE, NONE);
    Json offsets = entry.members().getOrDefault(OFFSETS, NONE);
    String code = type instanceof Json.Str s ? s.value() : "";
    DType dtype = TYPES.get(code);
    if (dtype == null) {
      throw new MalformedException(
          "found the type " + shown(type) + "; expected one of " + TYPES.keySet());
    }
    long[] dims = counts(SHAPE, shape);
    long[] range = counts(OFFSETS, offsets);
    if (range.length != 2 || range[0] > range[1]) {
      throw new MalformedException(
          "found the offsets " + shown(offsets) + "; expected a begin and an end");
    }
    long bytes = values(dims) * dtype.bytes();
    if (range[1] - range[0] != bytes) {
      throw new MalformedException(
          String.format(
              "found %d bytes; expected %d for %s %s",
              range[1] - range[0], bytes, code, shown(shape)));
    }
    return new SafeTensorsEntry(name, dtype, dims, range[0], range[1]);
  }

  /** The array's bytes, which the stream must stand in front of. */
  HostArray read(InputStream in) throws IOException {
    try {
      return LittleEndian.read(in, dtype, dims);
    } catch (MalformedException e) {
      throw new MalformedException(e.getMessage() + " in " + FileProblems.quote(name));
    }
  }

  Json toJson() {
    List<Long> shape = new ArrayList<>();
    for (long d : dims) {
      shape.add(d);
    }
    Map<String, Object> json = new LinkedHashMap<>();
    TYPES.forEach((code, type) -> json.put(DTYPE, type == dtype ? code : json.get(DTYPE)));
    json.put(SHAPE, shape);
    json.put(OFFSETS, List.of(begin, end));
    return Json.of(json);
  }

  private static long[] counts(String key, Json value) throws MalformedException {
    List<Json> items = value instanceof Json.Arr array ? array.items() : List.of();
    long[] counts = new long[items.size()];
    boolean valid = value instanceof Json.Arr;
    for (int i = 0; i < counts.length; i++) {
      counts[i] = items.get(i) instanceof Json.Num n ? n.integer().orElse(-1) : -1;
      valid &= counts[i] >= 0;
    }
    if (!valid) {
      throw new MalformedException(
          "found the " + key + " " + shown(value) + "; expected an array of integers from 0 on");
    }
    return counts;
  }

  private static long values(long[] dims) throws MalformedException {
    long values = 1;
    try {
      for (long d : dims) {
        values = Math.multiplyExact(values, d);
      }
    } catch (ArithmeticException e) {
      values = Long.MAX_VALUE;
    }
    if (values > LittleEndian.MAX_VALUES) {
      throw new MalformedException(
          "found more values than a Java array holds; expected at most " + LittleEndian.MAX_VALUES);
    }
    return values;
  }

  private static String shown(Json value) {
    return FileProblems.quote(value.toString());
  }
}
