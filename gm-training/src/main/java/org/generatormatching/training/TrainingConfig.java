package org.generatormatching.training;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.OptimizerSpec;
import org.generatormatching.tensor.Problem;

/**
 * How to train. An absent value (null, where a configuration has none) takes its default.
 *
 * @param steps number of steps; absent: 10,000
 * @param batch rows per step; absent: 256
 * @param mirroredNoise whether every row is learned from twice, with its noise and with the noise
 *     mirrored, {@link org.generatormatching.api.path.MirroredSupervision}: half as many data per
 *     evaluation of the network, and gradients that vary less; absent: false
 * @param conditionDropout the probability that a row loses its conditions, so that the model also
 *     learns the law without them; absent: 0
 * @param lateTimes k of the law of the times of examples, 1 - t = u^k with u uniform: 1 for uniform
 *     times, more for times nearer to the data; absent: 1
 * @param learningRate at its peak; absent: 0.001
 * @param warmUp steps of linear warm-up; absent: 200, but at most a tenth of the steps
 * @param finalLearningRate last learning rate over the peak; absent: 0.01
 * @param clipNorm largest norm of a gradient, infinite for no limit; absent: 10
 * @param averageDecay of the moving average of the weights; absent: 1 - 10/steps, but at most
 *     0.999: the average forgets the first tenth of a short run too
 * @param weightDecay decoupled, for ADAMW only; absent: 0
 * @param optimizer the rule; absent: ADAMW
 * @param logEvery steps between lines of the metrics; absent: 10
 * @param checkpointEvery steps between checkpoints; the last step makes one in any case; absent:
 *     1,000
 * @param keep checkpoints that are kept; absent: 2
 */
public record TrainingConfig(
    Long steps,
    Integer batch,
    Boolean mirroredNoise,
    Double conditionDropout,
    Double lateTimes,
    Double learningRate,
    Long warmUp,
    Double finalLearningRate,
    Double clipNorm,
    Double averageDecay,
    Double weightDecay,
    Optimizer optimizer,
    Integer logEvery,
    Integer checkpointEvery,
    Integer keep) {
  private static final double MOMENTUM = 0.9;
  private static final double MOST_LATE = 10;

  /** Fills in what is absent and checks the ranges, telling all problems at once. */
  public TrainingConfig {
    steps = Objects.requireNonNullElse(steps, 10_000L);
    batch = Objects.requireNonNullElse(batch, 256);
    mirroredNoise = Objects.requireNonNullElse(mirroredNoise, false);
    conditionDropout = Objects.requireNonNullElse(conditionDropout, 0.0);
    lateTimes = Objects.requireNonNullElse(lateTimes, 1.0);
    learningRate = Objects.requireNonNullElse(learningRate, 1e-3);
    warmUp = Objects.requireNonNullElse(warmUp, Math.min(200, steps / 10));
    finalLearningRate = Objects.requireNonNullElse(finalLearningRate, 0.01);
    clipNorm = Objects.requireNonNullElse(clipNorm, 10.0);
    averageDecay =
        Objects.requireNonNullElse(averageDecay, Math.max(0, Math.min(0.999, 1 - 10.0 / steps)));
    weightDecay = Objects.requireNonNullElse(weightDecay, 0.0);
    optimizer = Objects.requireNonNullElse(optimizer, Optimizer.ADAMW);
    logEvery = Objects.requireNonNullElse(logEvery, 10);
    checkpointEvery = Objects.requireNonNullElse(checkpointEvery, 1000);
    keep = Objects.requireNonNullElse(keep, 2);
    List<Problem> problems = new ArrayList<>();
    check(steps >= 1 && steps < 1L << 48, "steps", steps, "1 to 2^48 - 1", problems);
    check(batch >= 1, "batch", batch, "at least 1", problems);
    check(
        conditionDropout >= 0 && conditionDropout <= 1,
        "condition-dropout",
        conditionDropout,
        "0 to 1",
        problems);
    check(
        lateTimes >= 1 && lateTimes <= MOST_LATE,
        "late-times",
        lateTimes,
        "1 to " + MOST_LATE,
        problems);
    check(learningRate > 0, "learning-rate", learningRate, "more than 0", problems);
    check(warmUp >= 0 && warmUp <= steps, "warm-up", warmUp, "0 to " + steps, problems);
    check(
        finalLearningRate >= 0 && finalLearningRate <= 1,
        "final-learning-rate",
        finalLearningRate,
        "0 to 1",
        problems);
    check(clipNorm > 0, "clip-norm", clipNorm, "more than 0", problems);
    check(
        averageDecay >= 0 && averageDecay < 1,
        "average-decay",
        averageDecay,
        "at least 0, less than 1",
        problems);
    String decay = optimizer == Optimizer.ADAMW ? "at least 0" : "0, unless with adamw";
    boolean mayDecay = optimizer == Optimizer.ADAMW && weightDecay >= 0;
    check(weightDecay == 0 || mayDecay, "weight-decay", weightDecay, decay, problems);
    check(logEvery >= 1, "log-every", logEvery, "at least 1", problems);
    check(checkpointEvery >= 1, "checkpoint-every", checkpointEvery, "at least 1", problems);
    check(keep >= 1, "keep", keep, "at least 1", problems);
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  private static void check(
      boolean good, String key, Object found, String expected, List<Problem> problems) {
    if (!good) {
      problems.add(
          Problem.of(GmError.CONFIG, "a setting of the training is out of range")
              .found(found)
              .expected(expected)
              .at("training." + key));
    }
  }

  /** All defaults. */
  @SuppressWarnings("NullAway") // absent values are null here as in a configuration
  public static TrainingConfig defaults() {
    return new TrainingConfig(
        null, null, null, null, null, null, null, null, null, null, null, null, null, null, null);
  }

  /** The learning rate of each step. */
  public LearningRate schedule() {
    return new LearningRate(learningRate, warmUp, steps, finalLearningRate);
  }

  /** The optimiser for an engine. */
  public OptimizerSpec optimizerSpec() {
    OptimizerSpec.Rule rule =
        switch (optimizer) {
          case ADAMW -> OptimizerSpec.AdamW.of(weightDecay);
          case ADAM -> {
            OptimizerSpec.AdamW usual = OptimizerSpec.AdamW.of(0);
            yield new OptimizerSpec.Adam(usual.beta1(), usual.beta2(), usual.epsilon());
          }
          case SGD -> new OptimizerSpec.Sgd(MOMENTUM);
        };
    return new OptimizerSpec(rule, clipNorm, averageDecay);
  }

  /** The settings that steer the weights, by their keys: a resumed run must have the same. */
  public Map<String, String> trajectory() {
    Map<String, String> m = new LinkedHashMap<>();
    m.put("steps", steps.toString());
    m.put("batch", batch.toString());
    m.put("mirrored-noise", mirroredNoise.toString());
    if (conditionDropout > 0) {
      m.put("condition-dropout", conditionDropout.toString());
    }
    m.put("late-times", lateTimes.toString());
    m.put("learning-rate", learningRate.toString());
    m.put("warm-up", warmUp.toString());
    m.put("final-learning-rate", finalLearningRate.toString());
    m.put("clip-norm", clipNorm.toString());
    m.put("average-decay", averageDecay.toString());
    m.put("weight-decay", weightDecay.toString());
    m.put("optimizer", optimizer.name().toLowerCase(Locale.ROOT));
    return m;
  }
}
