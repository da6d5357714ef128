package org.generatormatching.tensor;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The one exception of the framework: one or several {@link Problem}s, found together, told
 * together.
 */
public final class GmException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;
  private final GmError code;

  GmException(List<Problem> problems, @Nullable Throwable cause) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")), cause);
    this.problems = List.copyOf(problems);
    this.code = problems.get(0).code();
  }

  /** Several problems at once; the list must not be empty. */
  public static GmException of(List<Problem> problems) {
    return new GmException(problems, null);
  }

  /** All problems, in the order in which they were found. */
  public List<Problem> problems() {
    return problems;
  }

  /** The code of the first problem. */
  public GmError code() {
    return code;
  }
}
