package org.generatormatching.training.checkpoint;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.generatormatching.io.AtomicFile;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;
import org.jspecify.annotations.Nullable;

/**
 * The files of a run: {@code config.yaml} (resolved, itself runnable), {@code provenance.json},
 * {@code codec.safetensors}, {@code identity.json}, {@code metrics.jsonl}, {@code
 * checkpoints/*.safetensors}, {@code samples/*.npz}, {@code report.html}, {@code log.txt}.
 *
 * @param path the directory
 */
public record RunDirectory(Path path) {
  private static final String LOCK = ".lock";

  /**
   * The directories that this process has locked. Process-wide, as the system's locks are: opening
   * the lock file a second time, only to be refused, would release the first lock when it closes.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  /** What the beginning of a run leaves behind before there is a configuration. */
  private static final Set<String> BEGINNING = Set.of(LOCK, "codec.safetensors", "provenance.json");

  /**
   * Makes the directory of a new run.
   *
   * @throws GmException as {@link #create(Path, Consumer)}
   */
  public static RunDirectory create(Path path) {
    return create(path, d -> {});
  }

  /**
   * Makes the directory of a new run and its first files. The configuration has to be the last of
   * them: a directory without it belongs to a run that was killed before it began, and can be used.
   * Of two processes that begin at the same time one is refused.
   *
   * @param files writes the first files
   * @throws GmException [GM/OUTPUT_EXISTS] if there is something in it already; [GM/FILE] if it
   *     cannot be made
   */
  public static RunDirectory create(Path path, Consumer<RunDirectory> files) {
    RunDirectory directory = new RunDirectory(path);
    try {
      if (Files.exists(path) && !Files.isDirectory(path)) {
        throw exists("the output is a file and no directory", path).exception();
      }
      Files.createDirectories(path);
      // First without the lock, so that nothing is put into a directory that is not ours.
      directory.checkUnused();
      try (Lock lock = directory.lock()) {
        directory.checkUnused();
        AtomicFile.removeAbandoned(path);
        files.accept(directory);
      }
      return directory;
    } catch (IOException e) {
      throw unusable(path, e);
    }
  }

  private void checkUnused() throws IOException {
    try (Stream<Path> entries = Files.list(path)) {
      if (entries.allMatch(
          e -> BEGINNING.contains(e.getFileName().toString()) || AtomicFile.isTemporary(e))) {
        return;
      }
    }
    Problem problem = exists("the output directory is not empty", path);
    throw (Files.exists(config())
            ? problem.advice(
                "Give another directory, or go on with this run: gm run --resume " + path)
            : problem)
        .exception();
  }

  /**
   * The directory of a run that exists.
   *
   * @throws GmException [GM/USAGE] if there is no such directory
   */
  public static RunDirectory open(Path path) {
    if (!Files.isDirectory(path)) {
      throw Problem.of(GmError.USAGE, "there is no run directory here").at(path).exception();
    }
    return new RunDirectory(path);
  }

  /** The resolved configuration. */
  public Path config() {
    return path.resolve("config.yaml");
  }

  /** Versions, seed, engine and hashes. */
  public Path provenance() {
    return path.resolve("provenance.json");
  }

  /** What fitting the codec found, {@link CodecValues}. */
  public Path codec() {
    return path.resolve("codec.safetensors");
  }

  /** One JSON object a line. */
  public Path metrics() {
    return path.resolve("metrics.jsonl");
  }

  /** The report for people. */
  public Path report() {
    return path.resolve("report.html");
  }

  /** What the run is, {@link Identity}: kept from before its first step. */
  public Path identity() {
    return path.resolve("identity.json");
  }

  /** What was said while it ran. */
  public Path log() {
    return path.resolve("log.txt");
  }

  /** A file of samples. */
  public Path samples(String name) {
    return path.resolve("samples").resolve(name + ".npz");
  }

  /** The checkpoints, of which the newest {@code keep} stay. */
  public Checkpoints checkpoints(int keep) {
    return new Checkpoints(path.resolve("checkpoints"), keep);
  }

  /**
   * The newest checkpoint.
   *
   * @throws GmException [GM/CHECKPOINT] if there is none or it is damaged
   */
  public Checkpoint checkpoint() {
    return checkpoints(1)
        .latest()
        .orElseThrow(
            () ->
                Problem.of(GmError.CHECKPOINT, "the run has no checkpoint")
                    .at(path.resolve("checkpoints"))
                    .advice("Train it first.")
                    .exception());
  }

  /** Removes what killed processes have left half written. Only for who holds the lock. */
  public void removeAbandoned() {
    for (Path d : List.of(path, path.resolve("checkpoints"), path.resolve("samples"))) {
      AtomicFile.removeAbandoned(d);
    }
  }

  /**
   * Keeps others from training into this directory. The system releases a lock when its process
   * ends, however it ends.
   *
   * @throws GmException [GM/OUTPUT_EXISTS] if somebody holds it
   */
  public Lock lock() {
    Path file = path.resolve(LOCK);
    try {
      Path place = path.toRealPath();
      if (!HELD.add(place)) {
        throw taken();
      }
      Lock lock = null;
      try {
        FileChannel channel =
            FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        if (tryLock(channel) == null) {
          channel.close();
          throw taken();
        }
        lock = new Lock(channel, place);
        return lock;
      } finally {
        if (lock == null) {
          HELD.remove(place);
        }
      }
    } catch (IOException e) {
      throw unusable(file, e);
    }
  }

  private GmException taken() {
    return Problem.of(GmError.OUTPUT_EXISTS, "another process trains into this run directory")
        .at(path)
        .advice("Wait for it, or give this run another directory.")
        .exception();
  }

  private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
    try {
      return channel.tryLock();
    } catch (OverlappingFileLockException e) {
      // The holder is this very process, by classes of another loader.
      return null;
    }
  }

  private static Problem exists(String what, Path where) {
    return Problem.of(GmError.OUTPUT_EXISTS, what)
        .at(where)
        .advice("Give another directory, or remove this one.");
  }

  private static GmException unusable(Path path, IOException e) {
    return Problem.of(GmError.FILE, "the run directory cannot be used: " + e).at(path).exception(e);
  }

  /** Held while a process trains into the directory. */
  public static final class Lock implements AutoCloseable {
    private final FileChannel channel;
    private final Path place;

    private Lock(FileChannel channel, Path place) {
      this.channel = channel;
      this.place = place;
    }

    /** Lets others in; the empty lock file stays, as removing it could remove another's lock. */
    @Override
    public void close() {
      try {
        channel.close();
        HELD.remove(place);
      } catch (IOException e) {
        throw Problem.of(GmError.FILE, "the lock of a run directory cannot be released")
            .found(e)
            .exception(e);
      }
    }
  }
}
