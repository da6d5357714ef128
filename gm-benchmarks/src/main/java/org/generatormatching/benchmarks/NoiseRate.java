package org.generatormatching.benchmarks;

import java.util.List;
import org.generatormatching.runtime.bench.Benchmark;
import org.generatormatching.tensor.Noise;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.NoiseSpec;

/** Normal random numbers per second on one core, against uniform ones from the same generator. */
public final class NoiseRate implements Benchmark {
  private static final int WIDTH = 256;

  private final Plan plan;
  private final int rows;

  /** A million numbers at a time. */
  public NoiseRate() {
    this(Plan.usual(), 4096);
  }

  NoiseRate(Plan plan, int rows) {
    this.plan = plan;
    this.rows = rows;
  }

  @Override
  public String name() {
    return "noise";
  }

  @Override
  public String description() {
    return "normal random numbers on one core against uniform ones; the engine plays no part";
  }

  @Override
  public List<Case> run(Setting setting) {
    float[] out = new float[rows * WIDTH];
    NoiseSpec normal = new NoiseSpec(NoiseSpec.Law.NORMAL, 1);
    NoiseSpec uniform = new NoiseSpec(NoiseSpec.Law.UNIFORM, 1);
    Comparison c =
        Comparison.of(plan, Clock.ofThread(), () -> fill(normal, out), () -> fill(uniform, out));
    setting.progress().accept("%d numbers: %s".formatted(out.length, c));
    double normals = out.length / c.seconds() / 1e6;
    double uniforms = out.length / c.floor() / 1e6;
    return List.of(
        new Case("normal / uniform", normals, "million/s", uniforms, normals / uniforms));
  }

  private void fill(NoiseSpec spec, float[] out) {
    Noise.fill(spec, rows, 1, WIDTH, new NoiseKey(1, 0, 0), out);
  }
}
