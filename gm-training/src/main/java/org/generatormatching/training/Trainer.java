package org.generatormatching.training;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.generatormatching.api.Batch;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.DeviceWeights;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.TrainingProgram;
import org.generatormatching.training.checkpoint.Checkpoint;
import org.generatormatching.training.checkpoint.Checkpoints;
import org.generatormatching.training.checkpoint.Identity;
import org.generatormatching.training.checkpoint.Position;

/**
 * Trains: one compiled program, one call of it per step.
 *
 * <p>Step k sees batch k and the noise of step k, and nothing else changes between steps: a run
 * that was stopped anywhere and resumed from a checkpoint goes through the same weights and logs
 * the same losses as one that was not, bit for bit on the same engine, machine and number of
 * threads.
 *
 * <p><b>Reading results.</b> A loss that is read makes the processor wait for the device. Results
 * stay there until a log or a checkpoint is due, at most {@value #MOST_UNREAD} steps, and are then
 * read together. A loss or gradient norm that is not finite is therefore found up to {@value
 * #MOST_UNREAD} steps late. That costs these steps and nothing more: the engine skips the update of
 * a step whose gradient is not finite, and every checkpoint is written after all results before it
 * were seen to be finite.
 *
 * <p>An interrupt of the training thread ends the session after the current step, with a
 * checkpoint. A trainer is used by one thread.
 */
public final class Trainer implements AutoCloseable {
  private static final int MOST_UNREAD = 32;

  private final TrainingTask task;
  private final TrainingConfig config;
  private final long seed;
  private final Map<String, String> inputs;
  private final LearningRate rates;
  private final TrainingProgram program;
  private final Deque<TrainingProgram.Measurements> unread = new ArrayDeque<>();
  private long step;
  private double secondsBefore;
  private double lossSum;
  private long lossCount;
  private double gradientNorm = Double.NaN;
  private double loss = Double.NaN;
  private Map<String, Double> measured = Map.of();
  private String lastCheckpoint = "";

  /**
   * Compiles the training program; nothing is trained yet.
   *
   * @param seed of first weights, data order and noise
   */
  public Trainer(Backend backend, TrainingTask task, TrainingConfig config, long seed) {
    this(backend, task, config, seed, Map.of());
  }

  /**
   * The same for a task that knows where it comes from.
   *
   * @param inputs what else steers the weights (data, codec, losses), by keys for people: a run
   *     goes on only from a checkpoint with the same
   */
  public Trainer(
      Backend backend,
      TrainingTask task,
      TrainingConfig config,
      long seed,
      Map<String, String> inputs) {
    this.task = task;
    this.config = config;
    this.seed = seed;
    this.inputs = Map.copyOf(inputs);
    this.rates = config.schedule();
    this.program =
        backend.compile(
            task.program(), task.weights(), config.optimizerSpec(), task.weights().initial(seed));
  }

  /**
   * Goes on from a checkpoint.
   *
   * @throws org.generatormatching.tensor.GmException [GM/CHECKPOINT] that lists how it differs from
   *     this run; then nothing has changed
   */
  public void resume(Checkpoint checkpoint) {
    checkpoint.checkResumes(identity(), program.state());
    program.restore(checkpoint.arrays());
    closeUnread();
    Position p = checkpoint.position();
    step = p.step();
    secondsBefore = p.seconds();
    lossSum = p.lossSum();
    lossCount = p.lossCount();
    lastCheckpoint = checkpoint.source();
  }

  /** What this run is. */
  public Identity identity() {
    Map<String, String> settings = new TreeMap<>(inputs);
    settings.putAll(config.trajectory());
    settings.put("seed", Long.toString(seed));
    return new Identity(task.model(), settings);
  }

  /** The current weights; they belong to this trainer. */
  public DeviceWeights weights() {
    return program.weights();
  }

  /** The moving average of the weights; it belongs to this trainer. */
  public DeviceWeights average() {
    return program.average();
  }

  /** Number of steps done, over all sessions. */
  public long step() {
    return step;
  }

  /**
   * Trains up to the configured number of steps.
   *
   * @param checkpoints where they go, if anywhere
   * @throws org.generatormatching.tensor.GmException [GM/NOT_FINITE] with the step and the last
   *     good checkpoint; [GM/FILE] if a checkpoint cannot be written
   */
  public TrainingOutcome train(Optional<Checkpoints> checkpoints, TrainingListener listener) {
    Session session = new Session(step, secondsBefore);
    try {
      boolean interrupted = false;
      while (step < config.steps() && !interrupted) {
        one();
        interrupted = Thread.currentThread().isInterrupted();
        boolean last = step == config.steps();
        if (last || step % config.logEvery() == 0) {
          log(session, listener);
        } else if (unread.size() >= MOST_UNREAD) {
          readAll();
        }
        if (last || interrupted || step % config.checkpointEvery() == 0) {
          checkpoints.ifPresent(c -> save(c, session.seconds(), listener));
        }
      }
      return new TrainingOutcome(step, step == config.steps(), session.seconds(), loss);
    } finally {
      secondsBefore = session.seconds();
    }
  }

  private void one() {
    Batch batch = task.batches().at(seed, step, config.batch());
    Arguments arguments =
        Arguments.of(task.program().signature(), batch.size(), batch.arrays())
            .with(new NoiseKey(seed, step, 0));
    unread.add(program.step(arguments, rates.at(step + 1)));
    measured = task.batches().measured(batch);
    step++;
  }

  private void readAll() {
    while (!unread.isEmpty()) {
      long of = step - unread.size() + 1;
      try (TrainingProgram.Measurements m = unread.remove()) {
        double value = m.loss();
        gradientNorm = m.gradientNorm();
        if (!Double.isFinite(value) || !Double.isFinite(gradientNorm)) {
          throw notFinite(of, value).exception();
        }
        lossSum += value;
        lossCount++;
      }
    }
  }

  private Problem notFinite(long at, double value) {
    String kept =
        lastCheckpoint.isEmpty()
            ? "There is no checkpoint yet."
            : "The last good checkpoint stays: " + lastCheckpoint + ".";
    return Problem.of(GmError.NOT_FINITE, "training became NaN or infinite")
        .found("loss " + value + ", gradient norm " + gradientNorm)
        .at("step " + at)
        .advice(
            kept
                + " Lower the learning rate or the clip norm, or look for such values in the"
                + " data.");
  }

  private void log(Session session, TrainingListener listener) {
    readAll();
    loss = lossSum / lossCount;
    lossSum = 0;
    lossCount = 0;
    double speed = session.speed(step);
    double left = (config.steps() - step) / session.meanSpeed(step);
    listener.logged(
        new TrainingListener.Log(
            step,
            config.steps(),
            loss,
            gradientNorm,
            rates.at(step),
            session.seconds(),
            speed,
            left,
            measured));
  }

  private void save(Checkpoints checkpoints, double seconds, TrainingListener listener) {
    readAll();
    Position position = new Position(step, seconds, lossSum, lossCount);
    Path file = checkpoints.save(new Checkpoint(identity(), position, program.state()));
    lastCheckpoint = file.toString();
    listener.saved(step, file);
  }

  private void closeUnread() {
    unread.forEach(TrainingProgram.Measurements::close);
    unread.clear();
  }

  @Override
  public void close() {
    closeUnread();
    program.close();
  }

  /** The time of one session. */
  private static final class Session {
    private final long begin = System.nanoTime();
    private final long firstStep;
    private final double before;
    private long lastTime = begin;
    private long lastStep;

    Session(long firstStep, double before) {
      this.firstStep = firstStep;
      this.lastStep = firstStep;
      this.before = before;
    }

    double seconds() {
      return before + (System.nanoTime() - begin) * 1e-9;
    }

    /** Steps per second since this was last asked. */
    double speed(long step) {
      long now = System.nanoTime();
      double speed = (step - lastStep) / (Math.max(1, now - lastTime) * 1e-9);
      lastTime = now;
      lastStep = step;
      return speed;
    }

    double meanSpeed(long step) {
      return (step - firstStep) / (Math.max(1, System.nanoTime() - begin) * 1e-9);
    }
  }
}
