package org.generatormatching.mutants;

import java.util.List;
import java.util.function.UnaryOperator;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Subject;

/**
 * A correct component with exactly one change, the law that must reject it, and the laws that must
 * not: a law that fails whatever is wrong says nothing about what is wrong.
 *
 * @param <S> what the laws are measured on
 * @param name short, unique, the same in every run
 * @param change what is wrong, as a sentence
 * @param primary the law that must fail
 * @param original the correct subject: passes the primary law and the orthogonal ones
 * @param mutant the changed one: passes the orthogonal laws alone
 * @param orthogonal ids of laws that the change must not touch
 * @param expected the primary law's statistic: of a deviation its value, of a simulated law the z
 *     of its second stage, at least 6.5
 * @param basis where that number comes from: a formula, or "measured"
 */
public record Mutant<S>(
    String name,
    String change,
    Law<S> primary,
    Subject<S> original,
    Subject<S> mutant,
    List<String> orthogonal,
    double expected,
    String basis) {
  /** Keeps the order. */
  public Mutant {
    orthogonal = List.copyOf(orthogonal);
  }

  /**
   * A mutant of a subject.
   *
   * @param original the correct subject; its laws hold all that are named here
   * @param changed makes the wrong component of the correct one
   * @param law the id of the law that must fail
   */
  public static <S> Mutant<S> of(
      String name,
      String change,
      Subject<S> original,
      UnaryOperator<S> changed,
      String law,
      Expected expected,
      String... orthogonal) {
    Subject<S> mutant =
        new Subject<>(
            original.name() + ", but " + change,
            original.components(),
            () -> changed.apply(original.value().get()),
            original.laws());
    Law<S> primary = law(original, law);
    for (String o : orthogonal) {
      law(original, o);
    }
    return new Mutant<>(
        name,
        change,
        primary,
        original,
        mutant,
        List.of(orthogonal),
        expected.value(),
        expected.basis());
  }

  private static <S> Law<S> law(Subject<S> subject, String id) {
    return subject.laws().stream()
        .filter(l -> l.id().equals(id))
        .findFirst()
        .orElseThrow(
            () -> new IllegalArgumentException(subject.name() + " is not under the law " + id));
  }

  /**
   * What theory predicts.
   *
   * @param value the statistic
   * @param basis the formula, or "measured"
   */
  public record Expected(double value, String basis) {
    /** A number that a formula gives. */
    public static Expected theory(double value, String formula) {
      return new Expected(value, formula);
    }

    /** A statement that holds or not: 1. */
    public static Expected fails() {
      return new Expected(1, "a statement that does not hold counts 1");
    }

    /** A number that was seen once, for lack of a formula. */
    public static Expected measured(double value) {
      return new Expected(value, "measured");
    }
  }
}
