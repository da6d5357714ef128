package org.generatormatching.engine.pytorch;

import ai.djl.pytorch.jni.TorchNative;
import java.nio.ByteBuffer;
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
    return new Draws(backend.memory(), ((Script.NoiseInput) slot).leaf());
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

  private static final class Draws extends Feed {
    private final NoiseSpec spec;
    private final DType dtype;
    private final Shape shape;
    private final Transfer transfer;
    private float[] floats = {};
    private double[] doubles = {};

    Draws(TorchMemory memory, Tensor leaf) {
      this.spec = ((Attribute.Noise) leaf.attribute()).spec();
      this.dtype = leaf.dtype();
      this.shape = leaf.shape();
      this.transfer = new Transfer(memory, dtype);
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
        long perSample = batched ? -shape.dim(0) : 1;
        long rows = batched ? dims[0] : 1;
        int width = Math.toIntExact(shape.coefficient() / perSample);
        NoiseKey key = arguments.noise();
        fill(to, rows, perSample, width, batched ? key : new NoiseKey(key.seed(), key.step(), 0));
      }
      return transfer.send();
    }

    private void fill(ByteBuffer to, long rows, long perSample, int width, NoiseKey key) {
      int n = Math.toIntExact(rows * width);
      if (dtype == DType.FLOAT32) {
        floats = floats.length == n ? floats : new float[n];
        Noise.fill(spec, rows, perSample, width, key, floats);
        to.asFloatBuffer().put(floats);
      } else {
        doubles = doubles.length == n ? doubles : new double[n];
        Noise.fill(spec, rows, perSample, width, key, doubles);
        to.asDoubleBuffer().put(doubles);
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
