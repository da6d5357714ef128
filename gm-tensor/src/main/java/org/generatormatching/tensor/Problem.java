package org.generatormatching.tensor;

import java.util.List;
import java.util.Optional;

/**
 * One thing that is wrong, as a value: {@code [GM/CODE] what: found X; expected Y (at where).
 * advice}.
 *
 * @param code the kind of error
 * @param what what is wrong, in one clause
 * @param found what was there
 * @param expected what should have been there
 * @param where a line of the caller, a path inside a configuration or a file
 * @param advice what to do about it, as a sentence
 */
public record Problem(
    GmError code,
    String what,
    Optional<String> found,
    Optional<String> expected,
    Optional<String> where,
    Optional<String> advice) {

  /** A problem with nothing but its description. */
  public static Problem of(GmError code, String what) {
    return new Problem(
        code, what, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Adds what was found. */
  public Problem found(Object value) {
    return new Problem(code, what, Optional.of(String.valueOf(value)), expected, where, advice);
  }

  /** Adds what was expected. */
  public Problem expected(Object value) {
    return new Problem(code, what, found, Optional.of(String.valueOf(value)), where, advice);
  }

  /** Adds the place. */
  public Problem at(Object place) {
    return new Problem(code, what, found, expected, Optional.of(String.valueOf(place)), advice);
  }

  /** Adds what to do. */
  public Problem advice(String sentence) {
    return new Problem(code, what, found, expected, where, Optional.of(sentence));
  }

  /** This problem alone as an exception. */
  public GmException exception() {
    return new GmException(List.of(this), null);
  }

  /** This problem as an exception with the failure that caused it. */
  public GmException exception(Throwable cause) {
    return new GmException(List.of(this), cause);
  }

  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("[GM/").append(code).append("] ").append(what);
    found.ifPresent(f -> text.append(": found ").append(f));
    expected.ifPresent(
        e -> text.append(found.isPresent() ? "; " : ": ").append("expected ").append(e));
    where.ifPresent(w -> text.append(" (at ").append(w).append(')'));
    advice.ifPresent(a -> text.append(". ").append(a));
    return text.toString();
  }
}
