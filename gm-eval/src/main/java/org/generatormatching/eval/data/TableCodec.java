package org.generatormatching.eval.data;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.ArraySpec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;
import org.generatormatching.tensor.Signature;

/** The codec of {@link TableColumns}. */
final class TableCodec implements Codec {
  static final String COLUMNS = "columns";
  static final String FACTORS = "factors";
  static final String SCALE = "scale/";

  private final ComponentId id;
  private final Map<String, HostArray> fitted;
  private final List<Dataset.Column> columns;
  private final List<TableColumns.Group> groups;
  private final Map<String, Dataset.Column> byName;

  TableCodec(ComponentId id, Map<String, HostArray> fitted) {
    this.id = id;
    this.fitted = Map.copyOf(fitted);
    this.columns = Texts.read(get(COLUMNS)).stream().map(Texts::column).toList();
    this.groups = Texts.read(get(FACTORS)).stream().map(Texts::group).toList();
    this.byName = columns.stream().collect(Collectors.toMap(Dataset.Column::name, c -> c));
  }

  private HostArray get(String name) {
    HostArray a = fitted.get(name);
    if (a == null) {
      throw Problem.of(GmError.DATA, "the fitted values of a table lack an array")
          .expected("'" + name + "'")
          .exception();
    }
    return a;
  }

  @Override
  public ComponentId id() {
    return id;
  }

  @Override
  public Map<String, HostArray> fitted() {
    return fitted;
  }

  @Override
  public List<Dataset.Column> columns() {
    return columns;
  }

  private Dataset.Column column(String name) {
    Dataset.Column c = byName.get(name);
    if (c == null) {
      throw Problem.of(GmError.DATA, "the codec was not fitted on such a column")
          .found("'" + name + "'")
          .expected(byName.keySet())
          .exception();
    }
    return c;
  }

  private boolean ofNumbers(TableColumns.Group g) {
    return column(g.columns().get(0)).categories().isEmpty();
  }

  private String array(TableColumns.Group g) {
    return g.name() + (ofNumbers(g) ? ".x" : ".tokens");
  }

  /** The columns of numbers that may be missing, each with a channel. */
  private List<String> channels(TableColumns.Group g) {
    return g.columns().stream().filter(n -> column(n).missing()).toList();
  }

  @Override
  public Signature points(Signature raw) {
    Map<String, ArraySpec> m = new LinkedHashMap<>();
    for (TableColumns.Group g : groups) {
      int width = g.columns().size();
      m.put(
          array(g),
          ofNumbers(g) ? ArraySpec.floats(width + channels(g).size()) : ArraySpec.tokens(width));
    }
    raw.arrays()
        .forEach(
            (n, spec) -> {
              if (groups.stream().noneMatch(g -> g.columns().contains(n))) {
                m.put(n, spec);
              }
            });
    return new Signature(m);
  }

  @Override
  public Batch encode(Batch raw) {
    Map<String, HostArray> m = new LinkedHashMap<>();
    int n = raw.size();
    for (TableColumns.Group g : groups) {
      m.put(array(g), ofNumbers(g) ? numbers(g, raw, n) : tokens(g, raw, n));
    }
    raw.arrays()
        .forEach(
            (name, a) -> {
              if (groups.stream().noneMatch(g -> g.columns().contains(name))) {
                m.put(name, isNumber(name) ? scaled(name, a, true) : a);
              }
            });
    return new Batch(m);
  }

  private boolean isNumber(String name) {
    return byName.containsKey(name) && column(name).categories().isEmpty();
  }

  private HostArray tokens(TableColumns.Group g, Batch raw, int n) {
    int width = g.columns().size();
    long[] v = new long[n * width];
    for (int j = 0; j < width; j++) {
      Dataset.Column c = column(g.columns().get(j));
      long[] cells = raw.get(c.name()).longs();
      for (int i = 0; i < n; i++) {
        v[i * width + j] = cells[i] < 0 ? c.categories().size() : cells[i];
      }
    }
    return HostArray.of(v, n, width);
  }

  private HostArray numbers(TableColumns.Group g, Batch raw, int n) {
    List<String> channels = channels(g);
    int d = g.columns().size();
    int width = d + channels.size();
    double[] v = new double[n * width];
    for (int j = 0; j < d; j++) {
      String name = g.columns().get(j);
      double[] x = scaled(name, raw.get(name), true).doubles();
      int channel = channels.indexOf(name);
      for (int i = 0; i < n; i++) {
        v[i * width + j] = Double.isNaN(x[i]) ? 0 : x[i];
        if (channel >= 0) {
          v[i * width + d + channel] = Double.isNaN(x[i]) ? 1 : -1;
        }
      }
    }
    return HostArray.of(DType.FLOAT32, v, n, width);
  }

  /** A column to unit variance, or back with the decimals of its cells. */
  private HostArray scaled(String name, HostArray a, boolean encode) {
    double[] fit = get(SCALE + name).doubles();
    double power = Math.pow(10, fit[2]);
    double[] v = a.doubles();
    for (int i = 0; i < v.length; i++) {
      if (encode) {
        v[i] = (v[i] - fit[0]) / fit[1];
      } else {
        double x = v[i] * fit[1] + fit[0];
        v[i] = fit[2] < 0 ? x : Math.rint(x * power) / power;
      }
    }
    return HostArray.of(a.dtype(), v, a.dims());
  }

  @Override
  public Batch decode(Batch points) {
    Map<String, HostArray> found = new LinkedHashMap<>();
    points.arrays().forEach((n, a) -> found.put(n, isNumber(n) ? scaled(n, a, false) : a));
    int n = points.size();
    for (TableColumns.Group g : groups) {
      HostArray a = found.remove(array(g));
      for (int j = 0; a != null && j < g.columns().size(); j++) {
        Dataset.Column c = column(g.columns().get(j));
        found.put(c.name(), ofNumbers(g) ? number(g, c, j, a, n) : token(g, c, j, a, n));
      }
    }
    Map<String, HostArray> m = new LinkedHashMap<>();
    for (Dataset.Column c : columns) {
      HostArray a = found.remove(c.name());
      if (a != null) {
        m.put(c.name(), a);
      }
    }
    m.putAll(found);
    return new Batch(m);
  }

  private static HostArray token(
      TableColumns.Group g, Dataset.Column c, int j, HostArray a, int n) {
    int width = g.columns().size();
    int k = c.categories().size();
    long[] v = new long[n];
    for (int i = 0; i < n; i++) {
      long t = a.longs()[i * width + j];
      v[i] = t < k ? Math.max(0, t) : c.missing() ? -1 : k - 1;
    }
    return HostArray.of(v);
  }

  private HostArray number(TableColumns.Group g, Dataset.Column c, int j, HostArray a, int n) {
    int channel = channels(g).indexOf(c.name());
    int d = g.columns().size();
    int width = d + channels(g).size();
    double[] v = new double[n];
    for (int i = 0; i < n; i++) {
      boolean missing = channel >= 0 && a.get(i * width + d + channel) > 0;
      v[i] = missing ? Double.NaN : a.get(i * width + j);
    }
    return scaled(c.name(), HostArray.of(a.dtype(), v, n), false);
  }
}
