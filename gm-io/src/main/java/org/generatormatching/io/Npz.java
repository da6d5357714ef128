package org.generatormatching.io;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.CRC32;
import java.util.zip.CheckedInputStream;
import java.util.zip.CheckedOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/**
 * NumPy's files of several arrays: what {@code numpy.load} reads and {@code numpy.savez} writes.
 *
 * <p>Types: float32, float64, int64 and bool, little-endian, row major. BFLOAT16 arrays are written
 * as float32. Equal arrays give equal bytes: the time of every zip entry is fixed and the names are
 * sorted.
 */
public final class Npz {
  private static final String SUFFIX = ".npy";
  private static final int MAX_NAME = 60_000;
  private static final LocalDateTime FIXED_TIME = LocalDateTime.of(1980, 1, 1, 0, 0);

  /** Deflate cannot do better than this, so a size beyond it is a lie that would cost memory. */
  private static final long BEST_RATIO = 1032;

  private Npz() {}

  /**
   * Writes arrays uncompressed, atomically; see {@link AtomicFile}.
   *
   * @throws org.generatormatching.tensor.GmException DATA if a name cannot be stored; FILE if the
   *     file cannot be written
   */
  public static void write(Path path, Map<String, HostArray> arrays) {
    write(path, arrays, ZipEntry.STORED);
  }

  /** As {@link #write(Path, Map)}, but compressed. */
  public static void writeCompressed(Path path, Map<String, HostArray> arrays) {
    write(path, arrays, ZipEntry.DEFLATED);
  }

  private static void write(Path path, Map<String, HostArray> arrays, int method) {
    Map<String, Content> contents = new TreeMap<>();
    arrays.forEach((name, array) -> contents.put(name, out -> Npy.write(out, array)));
    writeContents(path, contents, method);
  }

  /** The bytes of an array with its header, the same at each call. */
  @FunctionalInterface
  interface Content {
    void writeTo(OutputStream out) throws IOException;
  }

  /** As {@link #write(Path, Map)}, from bytes. */
  static void writeContents(Path path, Map<String, Content> arrays) {
    writeContents(path, arrays, ZipEntry.STORED);
  }

  private static void writeContents(Path path, Map<String, Content> arrays, int method) {
    List<Problem> problems = new ArrayList<>();
    for (String name : arrays.keySet()) {
      if (name.isEmpty()
          || !JsonText.isWellFormed(name)
          || name.getBytes(StandardCharsets.UTF_8).length > MAX_NAME) {
        problems.add(
            Problem.of(GmError.DATA, "an npz file cannot hold the name " + FileProblems.quote(name))
                .at(path));
      }
    }
    FileProblems.check(problems);
    AtomicFile.write(
        path,
        out -> {
          try (ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            for (Map.Entry<String, Content> array : new TreeMap<>(arrays).entrySet()) {
              zip.putNextEntry(entry(array.getKey(), array.getValue(), method));
              array.getValue().writeTo(zip);
              zip.closeEntry();
            }
          }
        });
  }

  private static ZipEntry entry(String name, Content array, int method) throws IOException {
    ZipEntry entry = new ZipEntry(name + SUFFIX);
    entry.setTimeLocal(FIXED_TIME);
    entry.setMethod(method);
    if (method == ZipEntry.STORED) {
      // Size and checksum come before the values, so these are produced twice.
      SizeAndChecksum first = new SizeAndChecksum();
      array.writeTo(first);
      entry.setSize(first.size);
      entry.setCrc(first.getChecksum().getValue());
    }
    return entry;
  }

  /** Forgets what is written to it. */
  private static final class SizeAndChecksum extends CheckedOutputStream {
    private long size;

    SizeAndChecksum() {
      super(OutputStream.nullOutputStream(), new CRC32());
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      super.write(bytes, from, length);
      size += length;
    }
  }

  /**
   * Reads all arrays, in the order of the file.
   *
   * @throws org.generatormatching.tensor.GmException DATA if the file breaks the format, is damaged
   *     or has values of another type; FILE if it cannot be read
   */
  public static Map<String, HostArray> read(Path path) {
    String entryName = "";
    try (ZipFile zip = new ZipFile(path.toFile(), StandardCharsets.UTF_8)) {
      long fileLength = Files.size(path);
      Map<String, HostArray> arrays = new LinkedHashMap<>();
      for (ZipEntry entry : Collections.list(zip.entries())) {
        entryName = entry.getName();
        if (!entryName.endsWith(SUFFIX)) {
          throw new MalformedException("a name that does not end with " + SUFFIX);
        }
        String name = entryName.substring(0, entryName.length() - SUFFIX.length());
        if (arrays.put(name, read(zip, entry, fileLength)) != null) {
          throw new MalformedException("the name a second time");
        }
      }
      return arrays;
    } catch (ZipException | MalformedException | IllegalArgumentException e) {
      throw malformed(path, entryName, String.valueOf(e.getMessage())).exception(e);
    } catch (EOFException e) {
      throw malformed(path, entryName, "the values are cut off").exception(e);
    } catch (IOException e) {
      throw FileProblems.unreadable(path, e);
    }
  }

  private static HostArray read(ZipFile zip, ZipEntry entry, long fileLength) throws IOException {
    long stored = entry.getCompressedSize();
    boolean deflated = entry.getMethod() == ZipEntry.DEFLATED;
    if (stored > fileLength || entry.getSize() > (deflated ? BEST_RATIO * (stored + 1) : stored)) {
      throw new MalformedException("an impossible size of " + entry.getSize() + " bytes");
    }
    CRC32 checksum = new CRC32();
    try (InputStream in =
        new BufferedInputStream(new CheckedInputStream(zip.getInputStream(entry), checksum))) {
      Npy.Header header = Npy.readHeader(in);
      long expected = header.totalBytes();
      if (entry.getSize() != expected) {
        throw new MalformedException(
            "found " + entry.getSize() + " bytes; expected " + expected + " for the array's shape");
      }
      HostArray array = LittleEndian.read(in, header.dtype(), header.dims());
      if (in.read() >= 0) {
        throw new MalformedException("bytes after the values");
      }
      if (checksum.getValue() != entry.getCrc()) {
        throw new MalformedException("a wrong checksum");
      }
      return array;
    }
  }

  private static Problem malformed(Path path, String entryName, String what) {
    String where = entryName.isEmpty() ? "" : " in " + FileProblems.quote(entryName);
    return Problem.of(GmError.DATA, "not a readable npz file: " + what + where).at(path);
  }
}
