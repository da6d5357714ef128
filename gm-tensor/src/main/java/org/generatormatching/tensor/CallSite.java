package org.generatormatching.tensor;

/** Finds the line of the user's code that made a tensor. */
final class CallSite {
  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final String OURS = CallSite.class.getPackageName() + ".";

  private CallSite() {}

  /** {@code File.java:12} of the first frame outside this package, or {@code ?}. */
  static String find() {
    return WALKER.walk(
        frames ->
            frames
                .filter(f -> !internal(f.getClassName()))
                .findFirst()
                .map(f -> f.getFileName() + ":" + f.getLineNumber())
                .orElse("?"));
  }

  /** Tests of this package are callers too: they show users how messages look. */
  private static boolean internal(String className) {
    return className.startsWith(OURS)
        && className.indexOf('.', OURS.length()) < 0
        && !className.contains("Test");
  }
}
