package org.generatormatching.io;

import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * A log of JSON objects, one a line, that only grows.
 *
 * <p>Each line goes to the system in one piece with its newline, so a line without one was torn
 * when the process or the machine died: readers ignore it, and a writer that continues the log
 * removes it.
 */
public final class Jsonl implements AutoCloseable {
  private static final int MAX_VALUES = 1_000_000;

  private final Path path;
  private final RandomAccessFile file;
  private long length;

  private Jsonl(Path path, RandomAccessFile file, long length) {
    this.path = path;
    this.file = file;
    this.length = length;
  }

  /**
   * Opens a log to write at its end; makes it if there is none.
   *
   * @throws org.generatormatching.tensor.GmException DATA if the file is none; FILE if it cannot be
   *     opened
   */
  public static Jsonl append(Path path) {
    try {
      // Not a channel: an interrupt would close it, and the last lines of a run matter most.
      RandomAccessFile file = new RandomAccessFile(path.toFile(), "rw");
      try {
        long length = endOfLastLine(file, path);
        file.setLength(length);
        file.seek(length);
        return new Jsonl(path, file, length);
      } catch (IOException | RuntimeException e) {
        file.close();
        throw e;
      }
    } catch (IOException e) {
      throw FileProblems.unwritable(path, e);
    }
  }

  /**
   * Writes a line: values are those of {@link Json#of}. When this returns, the line survives the
   * process, though not a power cut.
   *
   * @throws org.generatormatching.tensor.GmException FILE if the line could not be written whole;
   *     what is there of it is removed
   */
  public synchronized void write(Map<String, ?> members) {
    byte[] line = (Json.of(members) + "\n").getBytes(StandardCharsets.UTF_8);
    try {
      file.write(line);
      length += line.length;
    } catch (IOException e) {
      try {
        file.setLength(length);
        file.seek(length);
      } catch (IOException f) {
        e.addSuppressed(f);
      }
      throw FileProblems.unwritable(path, e);
    }
  }

  /**
   * Brings all lines to the disk, where they survive a power cut too.
   *
   * @throws org.generatormatching.tensor.GmException FILE if the disk refuses
   */
  public synchronized void sync() {
    try {
      file.getFD().sync();
    } catch (IOException e) {
      throw FileProblems.unwritable(path, e);
    }
  }

  @Override
  public void close() {
    try {
      file.close();
    } catch (IOException e) {
      throw FileProblems.unwritable(path, e);
    }
  }

  /**
   * Reads a log; it may be growing meanwhile.
   *
   * @throws org.generatormatching.tensor.GmException DATA with {@code path:line} of each line that
   *     is no JSON object; FILE if the file cannot be read
   */
  public static List<Json.Obj> read(Path path) {
    List<Json.Obj> objects = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    try (InputStream in = Files.newInputStream(path)) {
      LineReader lines = new LineReader(in);
      String line = "";
      while (line != null && problems.size() < FileProblems.MOST) {
        try {
          line = lines.next();
          if (line != null && lines.terminated()) {
            objects.add(object(line));
          }
        } catch (MalformedException e) {
          if (lines.terminated()) {
            problems.add(
                Problem.of(GmError.DATA, FileProblems.reason(e))
                    .expected("a JSON object")
                    .at(path + ":" + lines.number()));
          }
        }
      }
    } catch (IOException e) {
      throw FileProblems.unreadable(path, e);
    }
    FileProblems.check(problems);
    return objects;
  }

  private static Json.Obj object(String line) throws MalformedException {
    if (JsonParser.parse(line, MAX_VALUES) instanceof Json.Obj object) {
      return object;
    }
    throw new MalformedException("the line " + FileProblems.quote(line));
  }

  private static long endOfLastLine(RandomAccessFile file, Path path) throws IOException {
    byte[] piece = new byte[1 << 12];
    for (long end = file.length(); end > 0; end -= Math.min(end, piece.length)) {
      int n = (int) Math.min(end, piece.length);
      file.seek(end - n);
      file.readFully(piece, 0, n);
      for (int i = n - 1; i >= 0; i--) {
        if (piece[i] == '\n') {
          return end - n + i + 1;
        }
      }
      if (end == n && piece[0] != '{' && piece[0] != 0) {
        // Whatever this is, removing it as a torn line would destroy it.
        throw Problem.of(GmError.DATA, "not a log of JSON lines").at(path).exception();
      }
    }
    return 0;
  }
}
