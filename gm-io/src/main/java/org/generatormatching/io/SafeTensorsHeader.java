package org.generatormatching.io;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/**
 * The header of a safetensors file: what lies where.
 *
 * @param entries the arrays in the order of the header
 * @param metadata texts by name
 */
record SafeTensorsHeader(List<SafeTensorsEntry> entries, Map<String, String> metadata) {
  private static final String METADATA = "__metadata__";

  /** About nine values describe an array; a parsed value takes far more memory than its text. */
  private static final int MAX_JSON_VALUES = 2_000_000;

  /** The header for arrays to be written, in the order in which they are to be written. */
  static SafeTensorsHeader of(
      Map<String, HostArray> arrays, Map<String, String> metadata, Path path) {
    List<Problem> problems = new ArrayList<>();
    for (String name : arrays.keySet()) {
      if (name.equals(METADATA) || !JsonText.isWellFormed(name)) {
        problems.add(unstorable("the name " + FileProblems.quote(name), path));
      }
    }
    metadata.forEach(
        (name, text) -> {
          if (!JsonText.isWellFormed(name) || !JsonText.isWellFormed(text)) {
            problems.add(unstorable("the metadata " + FileProblems.quote(name), path));
          }
        });
    FileProblems.check(problems);
    List<Map.Entry<String, HostArray>> sorted = new ArrayList<>(arrays.entrySet());
    sorted.sort(
        Comparator.comparing((Map.Entry<String, HostArray> e) -> -e.getValue().dtype().bytes())
            .thenComparing(Map.Entry::getKey));
    List<SafeTensorsEntry> entries = new ArrayList<>();
    long at = 0;
    for (Map.Entry<String, HostArray> entry : sorted) {
      HostArray array = entry.getValue();
      long end = at + (long) array.size() * array.dtype().bytes();
      entries.add(new SafeTensorsEntry(entry.getKey(), array.dtype(), array.dims(), at, end));
      at = end;
    }
    return new SafeTensorsHeader(entries, new TreeMap<>(metadata));
  }

  /** The JSON text, padded with spaces so that the values after it start at a multiple of 8. */
  byte[] encode() {
    Map<String, Json> json = new LinkedHashMap<>();
    if (!metadata.isEmpty()) {
      json.put(METADATA, Json.of(metadata));
    }
    entries.forEach(e -> json.put(e.name(), e.toJson()));
    byte[] text = new Json.Obj(json).toString().getBytes(StandardCharsets.UTF_8);
    byte[] padded = Arrays.copyOf(text, (text.length + 7) / 8 * 8);
    Arrays.fill(padded, text.length, padded.length, (byte) ' ');
    return padded;
  }

  /** Reads the JSON text and checks it against the number of bytes that follow it in the file. */
  static SafeTensorsHeader parse(String text, long dataLength, Path path)
      throws MalformedException {
    if (!text.startsWith("{")) {
      throw new MalformedException("a header that does not start with '{'");
    }
    Json.Obj json = (Json.Obj) JsonParser.parse(text, MAX_JSON_VALUES);
    List<Problem> problems = new ArrayList<>();
    List<SafeTensorsEntry> entries = new ArrayList<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, Json> member : json.members().entrySet()) {
      try {
        if (member.getKey().equals(METADATA)) {
          metadata.putAll(metadata(member.getValue()));
        } else {
          entries.add(SafeTensorsEntry.parse(member.getKey(), member.getValue()));
        }
      } catch (MalformedException e) {
        problems.add(
            problem(FileProblems.quote(member.getKey()) + ": " + FileProblems.reason(e), path));
      }
    }
    FileProblems.check(problems);
    SafeTensorsHeader header = new SafeTensorsHeader(entries, metadata);
    header.checkLayout(dataLength, path);
    return header;
  }

  /** The arrays in the order of their bytes. */
  List<SafeTensorsEntry> entriesByOffset() {
    List<SafeTensorsEntry> sorted = new ArrayList<>(entries);
    sorted.sort(
        Comparator.comparingLong(SafeTensorsEntry::begin).thenComparingLong(SafeTensorsEntry::end));
    return sorted;
  }

  /** Every byte after the header must belong to exactly one array. */
  private void checkLayout(long dataLength, Path path) {
    long at = 0;
    List<Problem> problems = new ArrayList<>();
    for (SafeTensorsEntry entry : entriesByOffset()) {
      if (entry.begin() != at) {
        problems.add(
            problem(
                    FileProblems.quote(entry.name())
                        + (entry.begin() < at ? " overlaps another array" : " follows a gap"),
                    path)
                .found("begin " + entry.begin())
                .expected(at));
      }
      at = Math.max(at, entry.end());
    }
    if (at != dataLength) {
      problems.add(
          problem(at < dataLength ? "bytes after the last array" : "the file is cut off", path)
              .found(dataLength + " bytes of values")
              .expected(at));
    }
    FileProblems.check(problems);
  }

  private static Map<String, String> metadata(Json value) throws MalformedException {
    if (!(value instanceof Json.Obj object)) {
      throw new MalformedException(
          "found " + FileProblems.quote(value.toString()) + "; expected an object");
    }
    Map<String, String> metadata = new LinkedHashMap<>();
    for (Map.Entry<String, Json> member : object.members().entrySet()) {
      if (!(member.getValue() instanceof Json.Str text)) {
        throw new MalformedException(FileProblems.quote(member.getKey()) + " is not a string");
      }
      metadata.put(member.getKey(), text.value());
    }
    return metadata;
  }

  static Problem problem(String what, Path path) {
    return Problem.of(GmError.CHECKPOINT, "not a readable safetensors file: " + what).at(path);
  }

  private static Problem unstorable(String what, Path path) {
    return Problem.of(GmError.CHECKPOINT, "a safetensors file cannot hold " + what).at(path);
  }
}
