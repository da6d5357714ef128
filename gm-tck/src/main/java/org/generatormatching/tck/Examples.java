package org.generatormatching.tck;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.function.Supplier;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.tensor.ComponentId;
import org.jspecify.annotations.Nullable;

/** The configurations at which laws prove the components of a factory. */
public final class Examples {
  private Examples() {}

  /**
   * A component to make.
   *
   * @param <T> what is made
   * @param name id and the settings that are there: {@code euclidean@1[dims=[2]]}, or the id alone
   *     where all is default
   * @param id the factory's id
   * @param component makes it, a new one each time
   */
  public record Named<T>(String name, ComponentId id, Supplier<T> component) {}

  /**
   * The factory's examples; where it has none, the configuration of absent values, if its record
   * has a default for each; else nothing.
   */
  public static <T, C extends Record> List<Named<T>> of(ComponentFactory<T, C> factory) {
    List<Named<T>> r = new ArrayList<>();
    for (C config : factory.examples()) {
      r.add(named(factory, factory.id() + values(config), config));
    }
    if (r.isEmpty()) {
      defaults(factory.config()).ifPresent(c -> r.add(named(factory, "" + factory.id(), c)));
    }
    return List.copyOf(r);
  }

  private static <T, C extends Record> Named<T> named(
      ComponentFactory<T, C> factory, String name, C config) {
    return new Named<>(name, factory.id(), () -> factory.create().apply(config));
  }

  /** The record made of absent values, if its constructor takes them and replaces each. */
  private static <C extends Record> Optional<C> defaults(Class<C> type) {
    RecordComponent[] parts = type.getRecordComponents();
    Class<?>[] types = new Class<?>[parts.length];
    for (int i = 0; i < parts.length; i++) {
      types[i] = parts[i].getType();
      if (types[i].isPrimitive()) {
        return Optional.empty();
      }
    }
    try {
      Constructor<C> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true);
      C config = constructor.newInstance(new Object[parts.length]);
      for (RecordComponent p : parts) {
        if (value(config, p) == null) {
          return Optional.empty();
        }
      }
      return Optional.of(config);
    } catch (InvocationTargetException e) {
      // The constructor refuses: something has no default.
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("record " + type.getName() + " cannot be made", e);
    }
  }

  private static String values(Record config) {
    StringJoiner r = new StringJoiner(",", "[", "]").setEmptyValue("");
    for (RecordComponent p : config.getClass().getRecordComponents()) {
      try {
        Optional<?> value =
            value(config, p) instanceof Optional<?> o ? o : Optional.ofNullable(value(config, p));
        if (value.isPresent()) {
          r.add(p.getName() + "=" + value.get());
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("record " + config + " cannot be read", e);
      }
    }
    return r.toString();
  }

  private static @Nullable Object value(Record config, RecordComponent p)
      throws ReflectiveOperationException {
    p.getAccessor().setAccessible(true);
    return p.getAccessor().invoke(config);
  }
}
