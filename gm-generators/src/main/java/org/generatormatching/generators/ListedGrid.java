package org.generatormatching.generators;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.generatormatching.api.GaussianSchedule;
import org.generatormatching.api.TimeGrid;
import org.generatormatching.api.plugin.GmPlugin.GridKind;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;

/**
 * Given times.
 *
 * @param times in one direction inside [0, 1]
 * @param file a text file with one time on each line, in the place of {@code times}; a relative
 *     path starts at the configuration
 */
public record ListedGrid(Optional<List<Double>> times, Optional<String> file) implements GridKind {
  /** Checks that one of both is given. */
  public ListedGrid {
    times = times == null ? Optional.empty() : times.map(List::copyOf);
    file = file == null ? Optional.empty() : file;
    if (times.isPresent() == file.isPresent()) {
      throw Problem.of(GmError.CONFIG, "a listed grid needs its times once")
          .found(times.isPresent() ? "'times' and 'file'" : "neither 'times' nor 'file'")
          .expected("one of them")
          .exception();
    }
  }

  @Override
  public TimeGrid on(GaussianSchedule schedule, Path base) {
    return new TimeGrid(times.orElseGet(() -> read(base.resolve(file.orElseThrow()))));
  }

  private static List<Double> read(Path path) {
    List<Double> times = new ArrayList<>();
    List<Problem> problems = new ArrayList<>();
    List<String> lines;
    try {
      lines = Files.readAllLines(path);
    } catch (IOException e) {
      throw Problem.of(GmError.DATA, "the times of a grid cannot be read")
          .found(e.toString())
          .at(path)
          .exception(e);
    }
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      try {
        if (!line.isEmpty()) {
          times.add(Double.valueOf(line));
        }
      } catch (NumberFormatException e) {
        problems.add(
            Problem.of(GmError.DATA, "a line of a time grid is no number")
                .found("'" + line + "'")
                .at(path + ", line " + (i + 1)));
      }
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
    return times;
  }
}
