package org.generatormatching.benchmarks;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.generatormatching.runtime.bench.Benchmark;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.TrainingProgram;

/**
 * Whether training leaks: native arrays alive early and at the end, and resident memory over the
 * second half, garbage collected. Every step has fresh inputs and hands out its loss.
 */
public final class TrainingMemory implements Benchmark {
  private static final Path STATUS = Path.of("/proc/self/status");
  private static final int FIRST = 100;
  private static final int SAMPLES = 100;

  private final int steps;

  /** Long enough for the Java compiler, whose memory counts too, to be done by the middle. */
  public TrainingMemory() {
    this(20_000);
  }

  TrainingMemory(int steps) {
    this.steps = steps;
  }

  @Override
  public String name() {
    return "memory";
  }

  @Override
  public String description() {
    return "native arrays and resident memory at the end of many steps against earlier";
  }

  @Override
  public List<Case> run(Setting setting) {
    Perceptron p = new Perceptron(64, 4, 64);
    List<Double> resident = new ArrayList<>();
    long early = 0;
    long late;
    try (Backend backend = setting.engine().open(setting.config());
        TrainingProgram program = p.compile(backend)) {
      for (int k = 1; k <= steps; k++) {
        step(backend, program, p);
        early = k == Math.min(FIRST, steps) ? backend.liveHandles() : early;
        if (k % Math.max(1, steps / SAMPLES) == 0) {
          resident.add(megabytes());
        }
      }
      late = backend.liveHandles();
    }
    List<Case> cases = new ArrayList<>();
    String end = "step " + steps;
    cases.add(
        new Case(
            "native arrays, " + end + " / step " + FIRST,
            late,
            "arrays",
            early,
            (double) late / early));
    if (Files.exists(STATUS)) {
      List<Double> second = resident.subList(resident.size() / 2, resident.size());
      double half = second.get(0);
      double last = second.get(second.size() - 1);
      double growth = slope(second) * (second.size() - 1);
      String from = "step " + steps + " / step " + steps / 2;
      setting.progress().accept("resident memory: %.1f MB, then %.1f MB".formatted(half, last));
      cases.add(new Case("resident memory, " + from, last, "MB", half, last / half));
      cases.add(
          new Case("the same by its slope", half + growth, "MB", half, (half + growth) / half));
    }
    return cases;
  }

  private static void step(Backend backend, TrainingProgram program, Perceptron p) {
    try (DeviceArray x = Perceptron.normal(backend, "x", p.batch(), Perceptron.IN);
        DeviceArray u = Perceptron.normal(backend, "u", p.batch(), Perceptron.OUT);
        TrainingProgram.Measurements m =
            program.step(Arguments.of(p.batch(), List.of(x, u)), Perceptron.RATE)) {
      m.loss();
    }
  }

  /**
   * The median of the slopes between any two of values at 0, 1, 2, ... (Theil and Sen): a leak is a
   * slope, the memory of a compiler thread is a jump.
   */
  static double slope(List<Double> values) {
    List<Double> slopes = new ArrayList<>();
    for (int i = 0; i < values.size(); i++) {
      for (int j = 0; j < i; j++) {
        slopes.add((values.get(i) - values.get(j)) / (i - j));
      }
    }
    return slopes.isEmpty()
        ? 0
        : Comparison.quantile(slopes.stream().mapToDouble(v -> v).toArray(), 0.5);
  }

  /**
   * Resident memory of this process, where the system tells. Garbage is collected first: pages of
   * the Java heap that were touched once would look like a leak.
   */
  private static double megabytes() {
    if (!Files.exists(STATUS)) {
      return Double.NaN;
    }
    System.gc();
    try {
      return Files.readAllLines(STATUS).stream()
          .filter(l -> l.startsWith("VmRSS:"))
          .mapToDouble(l -> Double.parseDouble(l.replaceAll("\\D", "")) / 1024)
          .findFirst()
          .orElse(Double.NaN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
