package org.generatormatching.cli.kill;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.generatormatching.cli.Gm;

/** The command in processes of its own. */
final class Processes {
  private static final long MOST_SECONDS = 300;

  private Processes() {}

  /**
   * A process that has ended.
   *
   * @param status its exit status
   * @param err what it said on standard error
   */
  record Ended(int status, String err) {}

  /** The command line of {@code gm} with some arguments. */
  static List<String> gm(Object... arguments) {
    List<String> line =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-XX:-UsePerfData",
                "-Dai.djl.offline=true",
                "-Djava.awt.headless=true",
                "-cp",
                System.getProperty("java.class.path"),
                Gm.class.getName()));
    for (Object a : arguments) {
      line.add(a.toString());
    }
    return line;
  }

  /** Starts a command line in a working directory. */
  static Process start(Path directory, List<String> line, Path err) throws IOException {
    ProcessBuilder b = new ProcessBuilder(line);
    b.directory(directory.toFile());
    b.environment().put("OMP_NUM_THREADS", "1");
    b.environment().put("OMP_WAIT_POLICY", "PASSIVE");
    b.environment().put("OPT_OUT_TRACKING", "true");
    b.environment().put("LC_ALL", "C");
    b.redirectOutput(ProcessBuilder.Redirect.DISCARD);
    b.redirectError(err.toFile());
    b.redirectInput(new File("/dev/null"));
    return b.start();
  }

  /** Runs a command line to its end. */
  static Ended run(Path directory, List<String> line) throws IOException, InterruptedException {
    Path err = Files.createTempFile("gm", ".err");
    try {
      return end(start(directory, line, err), err);
    } finally {
      Files.delete(err);
    }
  }

  /** Waits for the end of a process that was started with a file for its errors. */
  static Ended end(Process process, Path err) throws IOException, InterruptedException {
    if (!process.waitFor(MOST_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      throw new IllegalStateException("did not end in " + MOST_SECONDS + " s");
    }
    return new Ended(process.exitValue(), Files.readString(err, StandardCharsets.UTF_8));
  }
}
