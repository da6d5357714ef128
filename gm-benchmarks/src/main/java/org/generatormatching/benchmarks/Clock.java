package org.generatormatching.benchmarks;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import org.generatormatching.tensor.EngineConfig;

/** What time is. */
enum Clock {
  /** Time that passes. */
  WALL {
    @Override
    long nanos() {
      return System.nanoTime();
    }
  },
  /** Time for which the calling thread had a core: other programs on the machine do not count. */
  PROCESSOR {
    @Override
    long nanos() {
      return THREADS.getCurrentThreadCpuTime();
    }
  };

  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  /** Nanoseconds from some point. */
  abstract long nanos();

  /** The steadier clock where the calling thread does all the work, else the true one. */
  static Clock of(EngineConfig config) {
    boolean alone = config.device() == EngineConfig.Device.CPU && config.resolvedThreads() == 1;
    return alone ? ofThread() : WALL;
  }

  /** For work of the calling thread. */
  static Clock ofThread() {
    return THREADS.isCurrentThreadCpuTimeSupported() ? PROCESSOR : WALL;
  }
}
