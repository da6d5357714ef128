package org.generatormatching.io;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.generatormatching.tensor.HostArray;

/**
 * Tables of numbers as comma-separated text, plain or gzip-compressed.
 *
 * <p>Reading is strict, because a table that is read wrongly trains a wrong model without a word:
 * UTF-8, one row per line, every row as wide as the first, every cell a finite decimal number. All
 * problems, up to 20, are told together with their lines.
 */
public final class Csv {
  private static final int GZIP_MAGIC = 0x1f8b;
  private static final String GZIP_SUFFIX = ".gz";

  private Csv() {}

  /** Whether the first line names the columns; never guessed. */
  public enum Header {
    /** The first line names the columns. */
    PRESENT,
    /** The first line is a row; the columns are named {@code x0}, {@code x1} and so on. */
    ABSENT
  }

  /**
   * Reads a table of FLOAT64 values. A file is decompressed if its name ends with {@code .gz} or
   * its first bytes say so.
   *
   * @throws org.generatormatching.tensor.GmException DATA with {@code path:line} of each problem;
   *     FILE if the file cannot be read
   */
  public static Table read(Path path, Header header) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      in.mark(2);
      boolean gzip = ((in.read() << 8) | in.read()) == GZIP_MAGIC;
      in.reset();
      CsvReader reader = new CsvReader(path, header);
      return gzip || path.toString().endsWith(GZIP_SUFFIX)
          ? reader.read(() -> new GZIPInputStream(in, 1 << 16))
          : reader.read(() -> in);
    } catch (IOException e) {
      throw FileProblems.unreadable(path, e);
    }
  }

  /**
   * Reads a table of texts with a header line, decompressed as in {@link #read(Path, Header)}.
   *
   * @throws org.generatormatching.tensor.GmException DATA with {@code path:line} of each problem;
   *     FILE if the file cannot be read
   */
  public static TextTable readText(Path path) {
    try (InputStream in = new BufferedInputStream(Files.newInputStream(path))) {
      return readText(in, path.toString());
    } catch (IOException e) {
      throw FileProblems.unreadable(path, e);
    }
  }

  /**
   * The same from an open stream.
   *
   * @param in a stream that can go back to its mark
   * @param name of the table, for messages
   * @throws IOException if the stream cannot be read
   */
  public static TextTable readText(InputStream in, String name) throws IOException {
    in.mark(2);
    boolean gzip = ((in.read() << 8) | in.read()) == GZIP_MAGIC;
    in.reset();
    return CsvTexts.read(gzip ? new GZIPInputStream(in, 1 << 16) : in, name);
  }

  /**
   * Writes a table of texts with a header line, atomically.
   *
   * @throws org.generatormatching.tensor.GmException FILE if the file cannot be written
   */
  public static void write(Path path, TextTable table) {
    AtomicFile.write(
        path,
        out -> {
          writeLine(out, line(table.columns()));
          for (List<String> row : table.rows()) {
            writeLine(out, line(row));
          }
        });
  }

  private static String line(List<String> cells) {
    return cells.stream().map(Csv::quote).collect(Collectors.joining(","));
  }

  /**
   * Writes a table with a header line, atomically (see {@link AtomicFile}); compressed if the name
   * ends with {@code .gz}. Numbers keep every digit; truth values become 1 and 0.
   *
   * @throws org.generatormatching.tensor.GmException FILE if the file cannot be written
   */
  public static void write(Path path, Table table) {
    AtomicFile.write(
        path,
        out -> {
          if (path.toString().endsWith(GZIP_SUFFIX)) {
            try (GZIPOutputStream gzip = new GZIPOutputStream(out, 1 << 16)) {
              write(gzip, table);
            }
          } else {
            write(out, table);
          }
        });
  }

  private static void write(OutputStream out, Table table) throws IOException {
    List<String> names = table.columns();
    writeLine(out, line(names));
    HostArray values = table.values();
    for (int i = 0; i < values.size(); i += names.size()) {
      StringBuilder line = new StringBuilder();
      for (int j = i; j < i + names.size(); j++) {
        line.append(j == i ? "" : ",").append(cell(values, j));
      }
      writeLine(out, line.toString());
    }
  }

  private static void writeLine(OutputStream out, String line) throws IOException {
    out.write((line + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static String cell(HostArray values, int i) {
    return switch (values.dtype()) {
      case FLOAT64 -> Double.toString(values.get(i));
      case FLOAT32, BFLOAT16 -> Float.toString(values.floats()[i]);
      case INT64 -> Long.toString(values.longs()[i]);
      case BOOL -> values.booleans()[i] ? "1" : "0";
    };
  }

  private static String quote(String name) {
    boolean plain = name.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
    return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
  }
}
