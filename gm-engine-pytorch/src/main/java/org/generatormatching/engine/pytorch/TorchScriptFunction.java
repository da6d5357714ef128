package org.generatormatching.engine.pytorch;

import ai.djl.pytorch.jni.TorchNative;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.generatormatching.tensor.Argument;
import org.generatormatching.tensor.Backend;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.DeviceArray;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Traced;

/**
 * A function given as TorchScript source, on the PyTorch engine: for what programs cannot say, such
 * as a network that somebody else wrote, or a twin to compare with.
 *
 * <p>The source is one method {@code run} that returns a list of tensors:
 *
 * <pre>{@code
 * def run(self, x: Tensor, w: List[Tensor], n: int, a: float) -> List[Tensor]:
 *   return [torch.mul(torch.mm(x, w[0]), a)]
 * }</pre>
 *
 * <p>A function may write to its arguments; then the arrays of the caller change. What it returns
 * may share memory with its arguments.
 */
public final class TorchScriptFunction implements AutoCloseable {
  private final PytorchBackend backend;
  private final String name;
  private final boolean autograd;
  private final TorchModule module;
  private final AtomicBoolean closed = new AtomicBoolean();

  private TorchScriptFunction(
      PytorchBackend backend, String name, String source, boolean autograd) {
    this.backend = backend;
    this.name = name;
    this.autograd = autograd;
    this.module =
        backend.module(name, new Script(source, List.of(), List.of(), List.of(), List.of()), "");
    backend.own(this);
  }

  /**
   * Compiles a function.
   *
   * @param backend a PyTorch engine
   * @param name for messages
   * @throws org.generatormatching.tensor.GmException [GM/INPUT] for another engine,
   *     [GM/ENGINE_FAILED] with torch's reason if the source does not compile
   */
  public static TorchScriptFunction compile(Backend backend, String name, String source) {
    return new TorchScriptFunction(own(backend), name, source, false);
  }

  /** Compiles a function that differentiates with torch's autograd; its calls cost more. */
  public static TorchScriptFunction differentiating(Backend backend, String name, String source) {
    return new TorchScriptFunction(own(backend), name, source, true);
  }

  /** The source that a program is lowered to; its arguments are the engine's own business. */
  public static String lowered(Backend backend, Traced program) {
    return TorchScriptWriter.forward(program, own(backend).scriptDevice()).source();
  }

  private static PytorchBackend own(Backend backend) {
    if (backend instanceof PytorchBackend p) {
      return p;
    }
    throw Problem.of(GmError.INPUT, "TorchScript runs on the PyTorch engine only")
        .found(backend.id())
        .expected(PytorchBackend.ID)
        .exception();
  }

  /** A call without arguments, which are added in order. */
  public Call call() {
    return new Call();
  }

  @Override
  public void close() {
    if (closed.compareAndSet(false, true)) {
      backend.disown(this);
      module.close();
    }
  }

  /** Arguments that can be used many times. They keep the memory of their arrays alive. */
  public final class Call implements AutoCloseable {
    private final List<Long> values = new ArrayList<>();

    private Call() {}

    /** Adds a {@code Tensor}. */
    public Call array(DeviceArray a) {
      return add(TorchNative.valueOf(tensor(a)));
    }

    /** Adds a {@code List[Tensor]}. */
    public Call arrays(List<? extends DeviceArray> list) {
      return add(TorchNative.valueOfList(list.stream().mapToLong(this::tensor).toArray()));
    }

    /** Adds an {@code int}. */
    public Call integer(long n) {
      return add(TorchNative.valueOfInteger(n));
    }

    /** Adds a {@code float}, which is double precision in TorchScript. */
    public Call number(double x) {
      return add(TorchNative.valueOfNumber(x));
    }

    private Call add(long value) {
      values.add(value);
      return this;
    }

    private long tensor(Argument a) {
      if (a instanceof PytorchArray p && p.backend() == backend) {
        return p.tensor();
      }
      throw Problem.of(GmError.INPUT, "an array belongs to another engine")
          .found(a)
          .expected(backend)
          .at("function '" + name + "'")
          .advice("Copy it with toHost().")
          .exception();
    }

    /**
     * Runs the function.
     *
     * @return its results; the caller closes them
     * @throws org.generatormatching.tensor.GmException [GM/ENGINE_FAILED] with torch's reason
     */
    public List<DeviceArray> run() {
      if (closed.get()) {
        throw Problem.of(GmError.INPUT, "a closed function is called").found(name).exception();
      }
      long[] results =
          module.call(Script.METHOD, autograd, values.stream().mapToLong(v -> v).toArray());
      List<DeviceArray> r = new ArrayList<>(results.length);
      try {
        for (long t : results) {
          DType dtype = ElementType.ofStored(TorchNative.dtype(t));
          r.add(new PytorchArray(backend, t, dtype, TorchNative.dims(t)));
        }
        return r;
      } catch (GmException e) {
        for (int i = r.size(); i < results.length; i++) {
          backend.memory().delete(results[i]);
        }
        r.forEach(DeviceArray::close);
        throw e;
      }
    }

    @Override
    public void close() {
      values.forEach(TorchNative::deleteValue);
      values.clear();
    }
  }
}
