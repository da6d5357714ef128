package org.generatormatching.io;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.zip.ZipException;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/** Reads one table, and collects what is wrong with it. */
final class CsvReader {
  static final String BYTE_ORDER_MARK = "\ufeff";

  private final Path path;
  private final Csv.Header header;
  private final List<Problem> problems = new ArrayList<>();
  private List<String> columns = List.of();
  private double[] values = new double[1024];
  private int size;
  private int line = 1;

  /** Opens the text; fails if a compressed file has no valid start. */
  @FunctionalInterface
  interface Source {
    InputStream open() throws IOException;
  }

  CsvReader(Path path, Csv.Header header) {
    this.path = path;
    this.header = header;
  }

  Table read(Source source) throws IOException {
    try (InputStream in = source.open()) {
      LineReader lines = new LineReader(in);
      String text = lines.next();
      while (text != null && problems.size() < FileProblems.MOST) {
        read(text);
        line++;
        text = lines.next();
      }
    } catch (MalformedException e) {
      report(FileProblems.reason(e));
    } catch (ZipException | EOFException e) {
      report("damaged gzip data: " + FileProblems.reason(e));
    }
    if (problems.isEmpty() && size == 0) {
      problems.add(
          problem(columns.isEmpty() ? "the file is empty" : "no row follows the header")
              .expected("at least one row"));
    }
    FileProblems.check(problems);
    HostArray array = HostArray.of(Arrays.copyOf(values, size));
    return new Table(columns, array.reshape(size / columns.size(), columns.size()));
  }

  private void read(String text) throws MalformedException {
    if (text.isBlank()) {
      problems.add(problem("a blank line").expected(columns.isEmpty() ? "text" : width()));
      return;
    }
    List<String> cells;
    try {
      cells = split(line == 1 && text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text);
    } catch (MalformedException e) {
      report(FileProblems.reason(e));
      return;
    }
    if (columns.isEmpty()) {
      boolean named = header == Csv.Header.PRESENT;
      columns = named ? cells : IntStream.range(0, cells.size()).mapToObj(i -> "x" + i).toList();
      if (named) {
        checkNames();
        return;
      }
    }
    if (cells.size() != columns.size()) {
      problems.add(problem("a row of another width").found(cells.size()).expected(width()));
      return;
    }
    for (int i = 0; i < cells.size(); i++) {
      readCell(i, cells.get(i));
    }
  }

  private void checkNames() {
    Set<String> seen = new HashSet<>();
    for (String name : columns) {
      if (name.isEmpty() || !seen.add(name)) {
        problems.add(
            problem(name.isEmpty() ? "a column without a name" : "two columns of one name")
                .found(FileProblems.quote(name))
                .expected("one name for each column"));
      }
    }
    if (columns.stream().noneMatch(name -> Double.isNaN(parse(name)))) {
      problems.add(
          problem("the header is a row of numbers")
              .found(FileProblems.quote(String.join(",", columns)))
              .expected("names of columns")
              .advice("If the file has no header, say so where it is read."));
    }
  }

  private void readCell(int column, String cell) throws MalformedException {
    double value = parse(cell);
    if (!Double.isFinite(value)) {
      Problem problem =
          problem("no number in column " + FileProblems.quote(columns.get(column)))
              .found(FileProblems.quote(cell))
              .expected("a finite decimal number");
      problems.add(
          line == 1
              ? problem.advice("If the first line names the columns, say so where it is read.")
              : problem);
      return;
    }
    if (size == LittleEndian.MAX_VALUES) {
      throw new MalformedException("more values than a Java array holds");
    }
    if (size == values.length) {
      values = Arrays.copyOf(values, (int) Math.min(2L * size, LittleEndian.MAX_VALUES));
    }
    values[size++] = value;
  }

  /** The cells of a line, without quotes and without the spaces around them. */
  static List<String> split(String text) throws MalformedException {
    List<String> cells = new ArrayList<>();
    int at = 0;
    while (at <= text.length()) {
      int end = text.indexOf(',', at);
      end = end < 0 ? text.length() : end;
      String cell = text.substring(at, end).strip();
      if (cell.startsWith("\"")) {
        int open = text.indexOf('"', at);
        int close = closingQuote(text, open);
        end = text.indexOf(',', close);
        end = end < 0 ? text.length() : end;
        if (!text.substring(close + 1, end).isBlank()) {
          throw new MalformedException(
              "text after the quote that ends at character " + (close + 1));
        }
        cell = text.substring(open + 1, close).replace("\"\"", "\"").strip();
      }
      cells.add(cell);
      at = end + 1;
    }
    return cells;
  }

  /** Inside a quoted cell, two quotes stand for one. */
  private static int closingQuote(String text, int open) throws MalformedException {
    int at = text.indexOf('"', open + 1);
    while (at >= 0 && at + 1 < text.length() && text.charAt(at + 1) == '"') {
      at = text.indexOf('"', at + 2);
    }
    if (at < 0) {
      throw new MalformedException("a quote without its end at character " + (open + 1));
    }
    return at;
  }

  /**
   * The number, or NaN if it is none: {@link Double#parseDouble} also takes hexadecimal forms, type
   * suffixes and words.
   */
  private static double parse(String cell) {
    for (int i = 0; i < cell.length(); i++) {
      if ("0123456789+-.eE".indexOf(cell.charAt(i)) < 0) {
        return Double.NaN;
      }
    }
    try {
      return Double.parseDouble(cell);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private String width() {
    return columns.size() + (columns.size() == 1 ? " cell" : " cells") + " as in the first line";
  }

  private void report(String what) {
    problems.add(problem(what));
  }

  private Problem problem(String what) {
    return Problem.of(GmError.DATA, what).at(path + ":" + line);
  }
}
