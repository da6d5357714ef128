package org.generatormatching.engine.pytorch;

import ai.djl.pytorch.jni.TorchNative;
import java.nio.ByteBuffer;
import java.util.stream.IntStream;
import org.generatormatching.tensor.Argument;
import org.generatormatching.tensor.Arguments;
import org.generatormatching.tensor.Attribute;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Noise;
import org.generatormatching.tensor.NoiseKey;
import org.generatormatching.tensor.NoiseSpec;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Tensor;

/** Makes one leading argument of a compiled method out of the arguments of a call. */
abstract class Feed implements AutoCloseable {
  /** The argument; valid until {@link #done}. */
  abstract long open(Arguments arguments);

  /** Frees what was made for one call. */
  abstract void done();

  @Override
  public abstract void close();

  /** The argument for a slot. */
  static Feed of(PytorchBackend backend, Script.Slot slot) {
    if (slot instanceof Script.ArrayInput a) {
      return new Array(backend, a.index(), a.dtype());
    }
    if (slot instanceof Script.NumberInput n) {
      return new Scalar(backend, n.index());
    }
    int threads = backend.config().resolvedThreads();
    return new Draws(backend.memory(), threads, ((Script.NoiseInput) slot).leaf());
  }

  private static PytorchArray own(PytorchBackend backend, Argument a) {
    if (a instanceof PytorchArray p && p.backend() == backend) {
      return p;
    }
    throw Problem.of(GmError.INPUT, "an array belongs to another engine")
        .found(a)
        .expected(backend)
        .advice("Copy it with toHost().")
        .exception();
  }

  /** A tensor made from Java memory, on the device. */
  private static final class Transfer {
    private final TorchMemory memory;
    private final DType dtype;
    private final Staging staging;
    private long tensor;
    private long value;

    Transfer(TorchMemory memory, DType dtype) {
      this.memory = memory;
      this.dtype = dtype;
      this.staging = new Staging(memory, dtype);
    }

    long send() {
      if (memory.onProcessor()) {
        return staging.value();
      }
      tensor = memory.copyToDevice(staging.tensor(), dtype);
      value = TorchNative.valueOf(tensor);
      return value;
    }

    void done() {
      if (value != 0) {
        TorchNative.deleteValue(value);
        memory.delete(tensor);
        value = 0;
      }
    }
  }

  private static final class Array extends Feed {
    private final PytorchBackend backend;
    private final int index;
    private final Transfer transfer;
    private long passing;

    Array(PytorchBackend backend, int index, DType dtype) {
      this.backend = backend;
      this.index = index;
      this.transfer = new Transfer(backend.memory(), dtype);
    }

    @Override
    long open(Arguments arguments) {
      Argument a = arguments.inputs().get(index);
      if (a instanceof HostArray h) {
        ByteBuffer to = transfer.staging.resize(h.dims());
        if (to != null) {
          TorchMemory.write(h, to);
        }
        return transfer.send();
      }
      passing = TorchNative.valueOf(own(backend, a).tensor());
      return passing;
    }

    @Override
    void done() {
      transfer.done();
      if (passing != 0) {
        TorchNative.deleteValue(passing);
        passing = 0;
      }
    }

    @Override
    public void close() {
      transfer.staging.close();
    }
  }

  private static final class Scalar extends Feed {
    private final PytorchBackend backend;
    private final int index;
    private double last;
    private long value;

    Scalar(PytorchBackend backend, int index) {
      this.backend = backend;
      this.index = index;
    }

    @Override
    long open(Arguments arguments) {
      Argument a = arguments.inputs().get(index);
      double x = a instanceof HostArray h ? h.get(0) : own(backend, a).toHost().item();
      if (value == 0 || Double.doubleToRawLongBits(x) != Double.doubleToRawLongBits(last)) {
        close();
        value = TorchNative.valueOfNumber(x);
        last = x;
      }
      return value;
    }

    @Override
    void done() {}

    @Override
    public void close() {
      if (value != 0) {
        TorchNative.deleteValue(value);
        value = 0;
      }
    }
  }

  /** Noise, made by several threads where it is much: a number depends on its address alone. */
  private static final class Draws extends Feed {
    private static final int LEAST = 1 << 14;

    private final int threads;
    private final NoiseSpec spec;
    private final DType dtype;
    private final Shape shape;
    private final Transfer transfer;
    private final float[][] floats;
    private final double[][] doubles;

    Draws(TorchMemory memory, int threads, Tensor leaf) {
      this.threads = threads;
      this.spec = ((Attribute.Noise) leaf.attribute()).spec();
      this.dtype = leaf.dtype();
      this.shape = leaf.shape();
      this.transfer = new Transfer(memory, dtype);
      this.floats = new float[threads][0];
      this.doubles = new double[threads][0];
    }

    @Override
    long open(Arguments arguments) {
      boolean batched = shape.symbolic();
      if (shape.batchAxis() > 0) {
        throw Problem.of(GmError.SHAPE, "noise needs its batch axis in front")
            .found(shape)
            .exception();
      }
      long[] dims = shape.concrete(arguments.batch());
      ByteBuffer to = transfer.staging.resize(dims);
      if (to != null) {
        int perSample = batched ? Math.toIntExact(-shape.dim(0)) : 1;
        int width = Math.toIntExact(shape.coefficient() / perSample);
        NoiseKey key = arguments.noise();
        if (batched) {
          fill(to, arguments.batch(), perSample, width, key);
        } else {
          part(0, to, 0, 1, 1, width, new NoiseKey(key.seed(), key.step(), 0));
        }
      }
      return transfer.send();
    }

    private void fill(ByteBuffer to, int samples, int perSample, int width, NoiseKey key) {
      long all = (long) samples * perSample * width;
      int parts = Math.toIntExact(Math.max(1, Math.min(threads, all / LEAST)));
      int each = (samples + parts - 1) / parts;
      IntStream range = IntStream.range(0, parts);
      (parts > 1 ? range.parallel() : range)
          .forEach(
              i -> {
                int from = Math.min(samples, i * each);
                int n = Math.min(samples - from, each);
                int first = from * perSample * width;
                var own = new NoiseKey(key.seed(), key.step(), key.firstSample() + from);
                part(i, to, first, n * perSample, perSample, width, own);
              });
    }

    private void part(
        int i, ByteBuffer to, int first, int rows, int perSample, int width, NoiseKey key) {
      int n = rows * width;
      if (dtype == DType.FLOAT32) {
        floats[i] = floats[i].length == n ? floats[i] : new float[n];
        Noise.fill(spec, rows, perSample, width, key, floats[i]);
        to.asFloatBuffer().put(first, floats[i]);
      } else {
        doubles[i] = doubles[i].length == n ? doubles[i] : new double[n];
        Noise.fill(spec, rows, perSample, width, key, doubles[i]);
        to.asDoubleBuffer().put(first, doubles[i]);
      }
    }

    @Override
    void done() {
      transfer.done();
    }

    @Override
    public void close() {
      transfer.staging.close();
    }
  }
}
