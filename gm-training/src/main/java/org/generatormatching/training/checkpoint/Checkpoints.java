package org.generatormatching.training.checkpoint;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;

/**
 * The checkpoints of one run: {@code 00001000.safetensors} after 1,000 steps. The newest few are
 * kept; an older one is removed only after a newer one is complete on disk.
 */
public final class Checkpoints {
  private static final String SUFFIX = ".safetensors";

  private final Path directory;
  private final int keep;

  /**
   * Checkpoints in a directory, which is made when the first one is written.
   *
   * @param keep how many to keep, at least 1
   */
  public Checkpoints(Path directory, int keep) {
    this.directory = directory;
    this.keep = keep;
  }

  /**
   * Writes a checkpoint and then removes those that are too old.
   *
   * @return the file
   * @throws GmException [GM/FILE] if it cannot be written; then all others are still there
   */
  public Path save(Checkpoint checkpoint) {
    Path file = directory.resolve(String.format("%08d", checkpoint.position().step()) + SUFFIX);
    try {
      Files.createDirectories(directory);
      checkpoint.write(file);
      List<Path> all = list();
      for (Path old : all.subList(0, Math.max(0, all.size() - keep))) {
        Files.deleteIfExists(old);
      }
    } catch (IOException e) {
      throw Problem.of(GmError.FILE, "a checkpoint cannot be kept: " + e.getMessage())
          .at(directory)
          .exception(e);
    }
    return file;
  }

  /** The files, oldest first; none if there is no directory. */
  public List<Path> list() {
    if (!Files.isDirectory(directory)) {
      return List.of();
    }
    try (Stream<Path> files = Files.list(directory)) {
      return files
          .filter(f -> f.getFileName().toString().matches("[0-9]{8,18}\\.safetensors"))
          .sorted(Comparator.comparingLong(Checkpoints::step))
          .toList();
    } catch (IOException e) {
      throw Problem.of(GmError.FILE, "checkpoints cannot be listed: " + e.getMessage())
          .at(directory)
          .exception(e);
    }
  }

  /**
   * The newest checkpoint.
   *
   * @throws GmException [GM/CHECKPOINT] if it is damaged, naming the one before
   */
  public Optional<Checkpoint> latest() {
    while (true) {
      List<Path> all = list();
      if (all.isEmpty()) {
        return Optional.empty();
      }
      Path newest = all.get(all.size() - 1);
      try {
        return Optional.of(Checkpoint.read(newest));
      } catch (GmException e) {
        if (e.code() == GmError.FILE && !Files.exists(newest)) {
          // Training goes on meanwhile and has replaced it.
          continue;
        }
        throw e.code() != GmError.CHECKPOINT || all.size() == 1
            ? e
            : withAdvice(
                e, "Remove it to go on from " + all.get(all.size() - 2).getFileName() + ".");
      }
    }
  }

  private static GmException withAdvice(GmException e, String advice) {
    List<Problem> told = new ArrayList<>(e.problems());
    told.set(told.size() - 1, told.get(told.size() - 1).advice(advice));
    return GmException.of(told);
  }

  private static long step(Path file) {
    String name = file.getFileName().toString();
    return Long.parseLong(name.substring(0, name.length() - SUFFIX.length()));
  }
}
