package org.generatormatching.runtime.config;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Writes records as trees of maps, lists and scalars, the inverse of {@link RecordReader}. */
final class RecordWriter {
  private RecordWriter() {}

  /** The tree of a record; absent optional values are left out. */
  static Map<String, Object> write(Record record) {
    Map<String, Object> m = new LinkedHashMap<>();
    for (RecordComponent c : record.getClass().getRecordComponents()) {
      try {
        var accessor = c.getAccessor();
        accessor.setAccessible(true);
        Object v = accessor.invoke(record);
        if (!(v instanceof Optional<?> o && o.isEmpty())) {
          m.put(RecordReader.key(c.getName()), value(v));
        }
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("record " + record.getClass().getName(), e);
      }
    }
    return m;
  }

  private static Object value(Object v) {
    if (v instanceof Component c) {
      Map<String, Object> m = new LinkedHashMap<>();
      m.put(Component.USE, c.use());
      m.putAll(c.settings());
      return m.size() == 1 ? c.use() : m;
    }
    if (v instanceof Record r) {
      return write(r);
    }
    if (v instanceof Optional<?> o) {
      return value(o.orElseThrow());
    }
    if (v instanceof List<?> l) {
      List<Object> r = new ArrayList<>();
      l.forEach(x -> r.add(value(x)));
      return r;
    }
    if (v instanceof Map<?, ?> m) {
      Map<String, Object> r = new LinkedHashMap<>();
      m.forEach((k, x) -> r.put(String.valueOf(k), value(x)));
      return r;
    }
    return v instanceof Enum<?> e ? Scalars.name(e) : v;
  }
}
