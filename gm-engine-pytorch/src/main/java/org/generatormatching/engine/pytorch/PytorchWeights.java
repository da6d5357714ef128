package org.generatormatching.engine.pytorch;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import org.generatormatching.tensor.DeviceWeights;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Weights;

/** Weights in the memory of libtorch: a network's own, or a view of those that a program trains. */
final class PytorchWeights implements DeviceWeights {
  private final PytorchBackend backend;
  private final Weights weights;
  private final WeightList list;
  private final boolean view;
  private final Map<String, Integer> places = new HashMap<>();
  private final AtomicBoolean closed = new AtomicBoolean();

  /**
   * @param view whether the list belongs to a training program
   */
  PytorchWeights(PytorchBackend backend, Weights weights, WeightList list, boolean view) {
    this.backend = backend;
    this.weights = weights;
    this.list = list;
    this.view = view;
    weights.list().forEach(w -> places.put(w.name(), places.size()));
    if (!view) {
      backend.own(this);
    }
  }

  PytorchBackend backend() {
    return backend;
  }

  boolean isClosed() {
    return closed.get();
  }

  /** The tensor of one of these weights. */
  long tensor(String name) {
    return open().tensor(Objects.requireNonNull(places.get(name)));
  }

  private WeightList open() {
    if (closed.get()) {
      throw Problem.of(GmError.INPUT, "closed weights are used").exception();
    }
    return list;
  }

  @Override
  public Weights weights() {
    return weights;
  }

  @Override
  public Map<String, HostArray> toHost() {
    return open().toHost();
  }

  @Override
  public void close() {
    if (!view && closed.compareAndSet(false, true)) {
      backend.disown(this);
      list.close();
    }
  }

  /** Ends a view when its training program ends. */
  void end() {
    closed.set(true);
  }
}
