package org.generatormatching.runtime.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.generatormatching.tensor.GmException;

/**
 * Many cases, each a function of the seed and its number alone. A case is good if it ends in time,
 * with a result or a {@link GmException}; whatever else is thrown, errors of the JVM too, is a
 * defect of ours, and one of each kind is told with the number that repeats it.
 *
 * <p>{@code -Dgm.fuzz.cases=N} sets the number of cases, {@code -Dgm.fuzz.seed=S} the seed, {@code
 * -Dgm.fuzz.only=I} runs one case alone.
 */
final class Campaign {
  /** Of processor time, which a busy machine does not lengthen. */
  private static final double MOST_SECONDS = 10;

  /** Of any time: what waits for something that never comes. */
  private static final double MOST_WAITING = 600;

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final String name;
  private final long seed = Long.parseLong(property("seed", "1"));
  private final long cases;
  private final Map<String, AtomicLong> outcomes = new ConcurrentHashMap<>();
  private final Map<String, String> defects = new TreeMap<>();
  private volatile long current = -1;
  private volatile long began = System.nanoTime();
  private volatile long beganCpu;

  /** What is done with a case. */
  @FunctionalInterface
  interface Case {
    void run(SplittableRandom random) throws Exception;
  }

  Campaign(String name, long cases) {
    this.name = name;
    this.cases = Long.parseLong(property("cases", Long.toString(cases)));
  }

  private static String property(String key, String otherwise) {
    return System.getProperty("gm.fuzz." + key, otherwise);
  }

  /** Runs all cases and fails with all kinds of defects that were met. */
  void run(Case of) throws InterruptedException {
    long start = System.nanoTime();
    Thread worker = new Thread(() -> work(of), "fuzz-" + name);
    worker.setDaemon(true);
    worker.start();
    while (worker.isAlive()) {
      worker.join(100);
      double cpu = (THREADS.getThreadCpuTime(worker.getId()) - beganCpu) * 1e-9;
      double waiting = (System.nanoTime() - began) * 1e-9;
      assertThat(worker.isAlive() && (cpu > MOST_SECONDS || waiting > MOST_WAITING))
          .as(
              "%s: case %d of seed %d does not end, at%s",
              name, current, seed, trace(worker.getStackTrace(), 40))
          .isFalse();
    }
    double seconds = (System.nanoTime() - start) * 1e-9;
    System.out.printf(
        "%s: %,d cases of seed %d in %.1f s: %s%n",
        name, cases, seed, seconds, new TreeMap<>(outcomes));
    assertThat(defects).as("%s, seed %d", name, seed).isEmpty();
  }

  private void work(Case of) {
    long only = Long.parseLong(property("only", "-1"));
    for (long i = Math.max(0, only); i < (only < 0 ? cases : only + 1); i++) {
      current = i;
      began = System.nanoTime();
      beganCpu = THREADS.getCurrentThreadCpuTime();
      String outcome = "done";
      try {
        of.run(new SplittableRandom(seed * 0x9e3779b97f4a7c15L + i));
      } catch (GmException e) {
        outcome = e.code().toString();
      } catch (Throwable e) {
        outcome = "DEFECT";
        String where = e.getClass().getName() + trace(e.getStackTrace(), 6);
        defects.putIfAbsent(where, "case " + i + ": " + e);
      }
      outcomes.computeIfAbsent(outcome, o -> new AtomicLong()).incrementAndGet();
    }
  }

  private static String trace(StackTraceElement[] frames, int most) {
    StringBuilder b = new StringBuilder();
    Arrays.stream(frames).limit(most).forEach(f -> b.append("\n    ").append(f));
    return b.toString();
  }
}
