package org.generatormatching.api;

import java.util.List;
import java.util.Optional;
import org.generatormatching.tensor.HostRng;
import org.generatormatching.tensor.Signature;

/**
 * Data to learn from, and data or an exact law to judge by: raw values, as a {@link Codec} takes
 * them. Safe for use by several threads.
 */
public interface Dataset {
  /** The arrays of a point, [B, ...]. */
  Signature signature();

  /**
   * The rows of a training step. A function of its arguments alone, so that a resumed run sees the
   * same data; a finite set is walked through in a new order every epoch.
   *
   * @param rng the stream of the training data, the same for every step
   * @param step counted from 0
   */
  Batch training(HostRng rng, long step, int rows);

  /** All training rows, where they are finitely many. */
  Optional<Batch> trainingSet();

  /** n points that training never saw; fewer where there are no more. */
  Batch heldOut(int n);

  /** log p(x) per row in nats, where the law is known. */
  default Optional<ExactLaw> law() {
    return Optional.empty();
  }

  /** How to draw a point for people. */
  Layout layout();

  /** Where the data come from and under which licence, in one line. */
  String citation();

  /** A law that is known exactly. */
  interface ExactLaw {
    /** Independent points. */
    Batch sample(HostRng rng, int n);

    /** log p(x) in nats, -inf outside the support. */
    double logDensity(Point x);
  }

  /** How to draw a point for people. */
  sealed interface Layout {
    /** A grey image: an array of height * width values, row by row, between black and white. */
    record Image(String array, int height, int width, double black, double white)
        implements Layout {}

    /** A point in the plane, shown on a square window [low, high]^2. */
    record Plane(String array, double low, double high) implements Layout {}

    /** A line of text: an array of the Unicode numbers of its characters. */
    record Text(String array) implements Layout {}

    /**
     * Columns of numbers or tokens.
     *
     * @param columns the columns of a table whose arrays are its columns; empty for arrays of
     *     several unnamed ones
     */
    record Columns(List<Column> columns) implements Layout {
      /** Keeps the order. */
      public Columns {
        columns = List.copyOf(columns);
      }

      /** Without names. */
      public Columns() {
        this(List.of());
      }
    }
  }

  /**
   * One column of a table, an array [n] of its name.
   *
   * @param name of the column and the array
   * @param categories what the numbers 0, 1, .. of an INT64 array stand for; empty for a column of
   *     numbers
   * @param missing whether cells may be missing: -1 for a category, NaN for a number
   */
  record Column(String name, List<String> categories, boolean missing) {
    /** Keeps the order. */
    public Column {
      categories = List.copyOf(categories);
    }
  }
}
