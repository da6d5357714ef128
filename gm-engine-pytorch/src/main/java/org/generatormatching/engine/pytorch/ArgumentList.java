package org.generatormatching.engine.pytorch;

import ai.djl.pytorch.jni.TorchNative;
import java.util.ArrayList;
import java.util.List;
import org.generatormatching.tensor.Arguments;

/**
 * The arguments of a compiled method, kept from call to call: those of the script's slots, then B,
 * the list of weights, the list of constant arrays, and what the caller adds.
 */
final class ArgumentList implements AutoCloseable {
  private final TorchMemory memory;
  private final List<Feed> feeds = new ArrayList<>();
  private final long[] constants;
  private final long[] values;
  private int batch = -1;

  /**
   * @param more number of arguments after the constants
   */
  ArgumentList(PytorchBackend backend, Script script, int more) {
    this.memory = backend.memory();
    for (Script.Slot s : script.slots()) {
      feeds.add(Feed.of(backend, s));
    }
    this.constants = script.constants().stream().mapToLong(memory::upload).toArray();
    this.values = new long[feeds.size() + 3 + more];
    values[feeds.size() + 2] = TorchNative.valueOfList(constants);
  }

  /** Puts the list of weights in its place. */
  void weights(long value) {
    values[feeds.size() + 1] = value;
  }

  /** Puts an argument after the constants. */
  void set(int i, long value) {
    values[feeds.size() + 3 + i] = value;
  }

  /** All arguments of one call; valid until {@link #done}. */
  long[] open(Arguments arguments) {
    for (int i = 0; i < feeds.size(); i++) {
      values[i] = feeds.get(i).open(arguments);
    }
    if (batch != arguments.batch()) {
      deleteBatch();
      batch = arguments.batch();
      values[feeds.size()] = TorchNative.valueOfInteger(batch);
    }
    return values;
  }

  /** Frees what was made for one call; also right after a failed {@link #open}. */
  void done() {
    for (int i = 0; i < feeds.size(); i++) {
      feeds.get(i).done();
    }
  }

  private void deleteBatch() {
    if (batch >= 0) {
      TorchNative.deleteValue(values[feeds.size()]);
    }
  }

  @Override
  public void close() {
    feeds.forEach(Feed::close);
    deleteBatch();
    TorchNative.deleteValue(values[feeds.size() + 2]);
    for (long t : constants) {
      memory.delete(t);
    }
  }
}
