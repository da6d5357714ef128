package org.generatormatching.training;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.io.AtomicFile;
import org.generatormatching.io.Json;
import org.generatormatching.io.Jsonl;
import org.generatormatching.tensor.Backend;
import org.generatormatching.training.checkpoint.Checkpoint;
import org.generatormatching.training.checkpoint.Checkpoints;
import org.generatormatching.training.checkpoint.Identity;
import org.generatormatching.training.checkpoint.RunDirectory;

/**
 * Training into a run directory: metrics, checkpoints, and going on where an earlier session ended.
 *
 * @param directory where the results go
 * @param task what is learned
 * @param config how
 * @param seed of first weights, data order and noise
 * @param inputs what else steers the weights, as {@link Trainer} takes it
 */
public record TrainingRun(
    RunDirectory directory,
    TrainingTask task,
    TrainingConfig config,
    long seed,
    Map<String, String> inputs) {
  /** Training whose caller answers for the task being the same when it goes on. */
  public TrainingRun(RunDirectory directory, TrainingTask task, TrainingConfig config, long seed) {
    this(directory, task, config, seed, Map.of());
  }

  /**
   * Trains to the end, from the newest checkpoint if there is one.
   *
   * <p>Lines of the metrics after that checkpoint are removed, since they are about to be written
   * again: a run that was killed and resumed leaves the file of one that was not, but for the
   * times.
   *
   * @throws org.generatormatching.tensor.GmException [GM/OUTPUT_EXISTS] if another process trains
   *     into the directory; [GM/CHECKPOINT] if the run began as another one or the newest
   *     checkpoint does not fit; otherwise as {@link Trainer#train}
   */
  public TrainingOutcome train(Backend backend, TrainingListener listener) {
    try (RunDirectory.Lock lock = directory.lock();
        Trainer trainer = new Trainer(backend, task, config, seed, inputs)) {
      directory.removeAbandoned();
      begin(trainer.identity());
      Checkpoints checkpoints = directory.checkpoints(config.keep());
      Optional<Checkpoint> latest = checkpoints.latest();
      latest.ifPresent(trainer::resume);
      forgetAfter(trainer.step());
      try (Jsonl metrics = Jsonl.append(directory.metrics())) {
        return trainer.train(Optional.of(checkpoints), recorded(metrics, listener));
      }
    }
  }

  /** A run is what it was when it began, also before it has a checkpoint. */
  private void begin(Identity now) {
    Path file = directory.identity();
    if (Files.exists(file)) {
      Identity.read(file).checkResumes(now, file);
    } else {
      now.write(file);
    }
  }

  /** Removes the lines of steps that are done again. */
  private void forgetAfter(long step) {
    Path file = directory.metrics();
    if (!Files.exists(file)) {
      return;
    }
    List<Json.Obj> lines = Jsonl.read(file);
    List<String> kept = new ArrayList<>();
    for (Json.Obj line : lines) {
      if (line.number("step").orElse(0) <= step) {
        kept.add(line + "\n");
      }
    }
    if (kept.size() < lines.size()) {
      AtomicFile.write(file, String.join("", kept).getBytes(StandardCharsets.UTF_8));
    }
  }

  private static TrainingListener recorded(Jsonl metrics, TrainingListener listener) {
    return new TrainingListener() {
      @Override
      public void logged(Log log) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("step", log.step());
        line.put("loss", log.loss());
        line.put("seconds", log.seconds());
        line.put("gradient-norm", log.gradientNorm());
        line.put("learning-rate", log.learningRate());
        line.putAll(log.measured());
        metrics.write(line);
        listener.logged(log);
      }

      @Override
      public void saved(long step, Path file) {
        metrics.sync();
        listener.saved(step, file);
      }
    };
  }
}
