package org.generatormatching.cli.verify;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.generatormatching.tck.Finding;
import org.generatormatching.tck.Kind;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.Subject;

/** Tells a failed law: what holds, what was found instead, what to look at, how to see it again. */
public final class Failure {
  private Failure() {}

  /**
   * A failed law as text.
   *
   * @param where the words of the command line that the repetition needs: jars, engine
   */
  public static String text(Finding f, List<Subject<?>> subjects, List<String> where) {
    StringBuilder s = new StringBuilder("FAILED ").append(f.law());
    s.append(f.kind() == Kind.OPTIONAL ? " (optional) on " : " on ").append(f.subject());
    law(f, subjects)
        .ifPresent(
            law -> {
              s.append("\n  ").append(law.statement());
              s.append(law.equation().isEmpty() ? "" : "\n  " + law.equation());
            });
    return s.append("\n  ")
        .append(found(f))
        .append("\n  Look at: ")
        .append(f.advice())
        .append("\n  repeat with: ")
        .append(command(f, where))
        .toString();
  }

  /** What the law says. */
  static String statement(Finding f, List<Subject<?>> subjects) {
    return law(f, subjects).map(Law::statement).orElse("");
  }

  private static Optional<Law<?>> law(Finding f, List<Subject<?>> subjects) {
    return subjects.stream()
        .filter(s -> s.name().equals(f.subject()))
        .<Law<?>>flatMap(s -> s.laws().stream())
        .filter(l -> l.id().equals(f.law()))
        .findFirst();
  }

  private static String found(Finding f) {
    if (Double.isNaN(f.threshold())) {
      return "It could not be measured: " + f.detail();
    }
    String place = f.detail().isEmpty() ? "" : " (" + f.detail() + ")";
    return Double.isNaN(f.statistic())
        ? "Found NaN, which is no number" + place
        : String.format(
            Locale.ROOT,
            "Found %.6g; expected at most %.6g%s",
            f.statistic(),
            f.threshold(),
            place);
  }

  /** The command that measures this law on this subject with this seed again. */
  static String command(Finding f, List<String> where) {
    List<String> words =
        List.of("--law", f.law(), "--subject", f.subject(), "--seed", Long.toString(f.seed()));
    return "./gm verify "
        + Stream.concat(where.stream(), words.stream())
            .map(Failure::quoted)
            .collect(Collectors.joining(" "));
  }

  /** A word as a POSIX shell reads it. */
  static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
  }
}
