package org.generatormatching.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/**
 * The content of a safetensors file: named arrays, and text about them.
 *
 * <p>The format: the length of the header (unsigned, 64 bits, little-endian), the header (JSON: for
 * each array its type, shape and place), then the values, little-endian, row major, without gaps.
 * Nothing in it can run code, and every part is checked before it is used: a damaged file gives an
 * error, never a wrong array, and never takes much more memory than its own length.
 *
 * <p>Types: F32, F64, BF16, I64 and BOOL.
 *
 * @param arrays the arrays by name, in the order of the header
 * @param metadata texts by name
 * @see <a href="https://github.com/huggingface/safetensors">The format</a>
 */
public record SafeTensors(Map<String, HostArray> arrays, Map<String, String> metadata) {
  private static final long MAX_HEADER = 100_000_000;

  /** Copies the maps, not the arrays. */
  public SafeTensors {
    arrays = Collections.unmodifiableMap(new LinkedHashMap<>(arrays));
    metadata = Collections.unmodifiableMap(new LinkedHashMap<>(metadata));
  }

  /**
   * Reads a file.
   *
   * @throws org.generatormatching.tensor.GmException CHECKPOINT if the file breaks the format; FILE
   *     if it cannot be read
   */
  public static SafeTensors read(Path path) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      return read(in, Files.size(path), path);
    } catch (IOException e) {
      throw FileProblems.unreadable(path, e);
    }
  }

  /** Reads a stream of known length; the path only serves messages. */
  static SafeTensors read(InputStream in, long length, Path path) throws IOException {
    try {
      return parse(in, length, path);
    } catch (EOFException e) {
      throw SafeTensorsHeader.problem("the file became shorter while it was read", path)
          .exception(e);
    } catch (MalformedException e) {
      throw SafeTensorsHeader.problem(FileProblems.reason(e), path).exception(e);
    }
  }

  /**
   * Writes a file, atomically; see {@link AtomicFile}.
   *
   * <p>Equal content gives equal bytes, whatever the order of the maps. Wide types come first and
   * names in order within a width, so that every array is aligned to its type.
   *
   * @throws org.generatormatching.tensor.GmException CHECKPOINT if a name cannot be stored; FILE if
   *     the file cannot be written
   */
  public static void write(Path path, Map<String, HostArray> arrays, Map<String, String> metadata) {
    SafeTensorsHeader header = SafeTensorsHeader.of(arrays, metadata, path);
    byte[] json = header.encode();
    if (json.length > MAX_HEADER) {
      throw tooLong(path, json.length).exception();
    }
    AtomicFile.write(
        path,
        out -> {
          out.write(longBytes(json.length));
          out.write(json);
          for (SafeTensorsEntry entry : header.entries()) {
            LittleEndian.write(out, Objects.requireNonNull(arrays.get(entry.name())));
          }
        });
  }

  private static SafeTensors parse(InputStream in, long length, Path path) throws IOException {
    if (length < Long.BYTES) {
      throw SafeTensorsHeader.problem("the file is too short", path)
          .found(length + " bytes")
          .expected("at least " + Long.BYTES)
          .exception();
    }
    long headerLength =
        ByteBuffer.wrap(exactly(in, Long.BYTES)).order(ByteOrder.LITTLE_ENDIAN).getLong();
    if (headerLength < 0 || headerLength > MAX_HEADER) {
      throw tooLong(path, headerLength).exception();
    }
    if (headerLength > length - Long.BYTES) {
      throw SafeTensorsHeader.problem("the header is cut off", path)
          .found((length - Long.BYTES) + " bytes of it")
          .expected(headerLength)
          .exception();
    }
    byte[] json = exactly(in, (int) headerLength);
    SafeTensorsHeader header =
        SafeTensorsHeader.parse(utf8(json), length - Long.BYTES - headerLength, path);
    Map<String, HostArray> found = new HashMap<>();
    for (SafeTensorsEntry entry : header.entriesByOffset()) {
      found.put(entry.name(), entry.read(in));
    }
    Map<String, HostArray> arrays = new LinkedHashMap<>();
    header
        .entries()
        .forEach(e -> arrays.put(e.name(), Objects.requireNonNull(found.get(e.name()))));
    return new SafeTensors(arrays, header.metadata());
  }

  private static byte[] longBytes(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }

  private static byte[] exactly(InputStream in, int length) throws IOException {
    byte[] bytes = in.readNBytes(length);
    if (bytes.length < length) {
      throw new EOFException();
    }
    return bytes;
  }

  /** Decodes or throws, where {@code new String} would put in replacement characters. */
  private static String utf8(byte[] bytes) throws MalformedException {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new MalformedException("a header that is not UTF-8");
    }
  }

  private static Problem tooLong(Path path, long headerLength) {
    return SafeTensorsHeader.problem("the header is too long", path)
        .found(Long.toUnsignedString(headerLength) + " bytes")
        .expected("at most " + MAX_HEADER);
  }
}
