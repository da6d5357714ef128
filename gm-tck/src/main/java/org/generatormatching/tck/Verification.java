package org.generatormatching.tck;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Judges many subjects, several at a time.
 *
 * @param judge decides
 * @param laws which laws, by id
 * @param threads at least 1; findings do not depend on it
 * @param listener is told every finding, in order
 */
public record Verification(
    Judge judge, Predicate<String> laws, int threads, Consumer<Finding> listener) {
  /** All findings, in the order of the subjects and their laws. */
  public List<Finding> of(List<Subject<?>> subjects) {
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      List<Future<List<Finding>>> running = new ArrayList<>();
      for (Subject<?> s : subjects) {
        running.add(pool.submit(() -> judge.judge(s, laws)));
      }
      List<Finding> all = new ArrayList<>();
      for (Future<List<Finding>> f : running) {
        f.get().forEach(listener);
        all.addAll(f.get());
      }
      return all;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } catch (ExecutionException e) {
      throw new IllegalStateException(e.getCause());
    } finally {
      pool.shutdownNow();
    }
  }
}
