package org.generatormatching.api;

import java.util.List;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.ComponentId;

/**
 * A number that says how far samples are from data, with the value that two samples of data give.
 */
public interface Metric {
  /** The id in configurations. */
  ComponentId id();

  /** Evaluates samples. */
  List<Score> evaluate(Setting setting);

  /**
   * What a metric may look at.
   *
   * @param backend an engine for metrics that train a classifier
   * @param dataset training data, held-out data, exact law
   * @param samples decoded samples, in the data's own coordinates
   * @param reference decoded held-out data of the same coordinates
   * @param seed for metrics that draw
   */
  record Setting(Backend backend, Dataset dataset, Batch samples, Batch reference, long seed) {}

  /**
   * One result.
   *
   * <p>The interval [low, high] covers the chance of which points were drawn: 95 % of the values
   * that other samples of the same model against other held-out points, equally many of each, would
   * give. It says nothing of another training run, another seed of the metric, or a bias such as
   * the floor, which value and interval share.
   *
   * @param name name in tables and JSON
   * @param value the value
   * @param floor what perfect samples would give: the expected value between two samples of the
   *     data
   * @param low lower end of the interval; NaN where none can be given
   * @param high upper end of the interval; NaN where none can be given
   * @param n number of samples
   * @param better in which direction results improve
   */
  record Score(
      String name, double value, double floor, double low, double high, int n, Better better) {
    /** A result without an interval. */
    public Score(String name, double value, double floor, int n, Better better) {
      this(name, value, floor, Double.NaN, Double.NaN, n, better);
    }
  }

  /** In which direction results improve. */
  enum Better {
    /** Small values are better. */
    LOWER,
    /** Large values are better. */
    HIGHER,
    /** Values near the floor are better. */
    FLOOR
  }
}
