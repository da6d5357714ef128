package org.generatormatching.tensor;

/**
 * How to open an engine.
 *
 * @param device where to compute
 * @param threads threads of one operation; 0 means all cores, or what {@code OMP_NUM_THREADS} says,
 *     or 1 where {@code CI} is set
 */
public record EngineConfig(Device device, int threads) {
  /** Where to compute. */
  public enum Device {
    /** The processor. */
    CPU,
    /** The first graphics processor. */
    GPU
  }

  /** Checks the number of threads. */
  public EngineConfig {
    if (threads < 0) {
      throw Problem.of(GmError.CONFIG, "the number of threads is negative")
          .found(threads)
          .exception();
    }
  }

  /** The processor with the default number of threads. */
  public static EngineConfig cpu() {
    return new EngineConfig(Device.CPU, 0);
  }

  /** The number of threads that 0 stands for. */
  public int resolvedThreads() {
    if (threads > 0) {
      return threads;
    }
    String omp = System.getenv("OMP_NUM_THREADS");
    if (omp != null && omp.matches("[1-9][0-9]{0,3}")) {
      return Integer.parseInt(omp);
    }
    return System.getenv("CI") != null ? 1 : Runtime.getRuntime().availableProcessors();
  }
}
