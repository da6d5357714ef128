package org.generatormatching.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Gives the work of this thread time to save its state when the process is told to end, by Ctrl-C
 * or a termination signal: interrupts the thread and holds the process until the work has ended.
 *
 * <p>The time is limited, so that work which hangs does not keep its process alive.
 */
final class Termination implements AutoCloseable {
  private static final long MOST_SECONDS = 60;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  Termination() {
    Thread worker = Thread.currentThread();
    hook =
        new Thread(
            () -> {
              worker.interrupt();
              try {
                ended.await(MOST_SECONDS, TimeUnit.SECONDS);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            },
            "gm-termination");
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process is ending, and the hook, which waited for this, has done its work.
      return;
    }
  }
}
