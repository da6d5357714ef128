package org.generatormatching.io;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/**
 * Writes an npz file whose arrays come in pieces, some rows of each at a time, in memory for one
 * piece: what {@link Npz#write} makes of all rows together, byte for byte.
 *
 * <p>A zip file holds one array after the other, so that the rows wait in one temporary file per
 * array, beside the target. The target itself appears with {@link #finish}; closing without it
 * leaves nothing behind.
 */
public final class NpzWriter implements AutoCloseable {
  private final Path path;
  private final Path folder;
  private final Map<String, Part> parts = new TreeMap<>();

  /** An array that waits. */
  private static final class Part {
    private final Path file;
    private final OutputStream out;
    private final DType dtype;
    private final long[] dims;

    Part(Path folder, HostArray first) throws IOException {
      file = Files.createTempFile(folder, ".gm-", ".tmp");
      out = new BufferedOutputStream(Files.newOutputStream(file), 1 << 16);
      dtype = first.dtype();
      dims = first.dims().clone();
      dims[0] = 0;
    }

    void append(String name, HostArray rows, Path path) throws IOException {
      long[] d = rows.dims();
      if (rows.dtype() != dtype || !Arrays.equals(d, 1, d.length, dims, 1, dims.length)) {
        throw Problem.of(GmError.SHAPE, "the rows of an array change their type or shape")
            .found("'" + name + "' " + rows)
            .expected(dtype + " and " + Arrays.toString(dims) + " after the first axis")
            .at(path)
            .exception();
      }
      dims[0] += d[0];
      LittleEndian.write(out, rows);
    }
  }

  /** A file that does not exist yet, or is replaced; its folder must exist. */
  public NpzWriter(Path path) {
    this.path = path;
    this.folder = path.toAbsolutePath().resolveSibling("");
  }

  /**
   * Adds rows.
   *
   * @param rows arrays [rows, ...], the same names, types and shapes each time
   * @throws org.generatormatching.tensor.GmException SHAPE if they are not; FILE if the disk
   *     refuses
   */
  public void append(Map<String, HostArray> rows) {
    try {
      for (Map.Entry<String, HostArray> e : rows.entrySet()) {
        HostArray array = Npy.known(e.getValue());
        Part part = parts.get(e.getKey());
        if (part == null) {
          part = new Part(folder, array);
          parts.put(e.getKey(), part);
        }
        part.append(e.getKey(), array, path);
      }
    } catch (IOException e) {
      throw FileProblems.unwritable(path, e);
    }
  }

  /** Makes the file of all rows. */
  public void finish() {
    try {
      Map<String, Npz.Content> contents = new TreeMap<>();
      for (Map.Entry<String, Part> e : parts.entrySet()) {
        Part p = e.getValue();
        p.out.close();
        contents.put(
            e.getKey(),
            out -> {
              out.write(Npy.encodeHeader(p.dtype, p.dims));
              try (InputStream in = new BufferedInputStream(Files.newInputStream(p.file))) {
                in.transferTo(out);
              }
            });
      }
      Npz.writeContents(path, contents);
    } catch (IOException e) {
      throw FileProblems.unwritable(path, e);
    }
  }

  /** Removes the temporary files. */
  @Override
  public void close() {
    for (Part p : parts.values()) {
      try {
        p.out.close();
        Files.deleteIfExists(p.file);
      } catch (IOException e) {
        throw FileProblems.unwritable(p.file, e);
      }
    }
  }
}
