package org.generatormatching.runtime.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;
import tools.jackson.core.JacksonException;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.core.type.TypeReference;
import tools.jackson.dataformat.yaml.YAMLMapper;

/**
 * A configuration file, read: the records, the resolved tree with every default, and where each
 * value comes from.
 *
 * @param config the records
 * @param base the folder at which relative paths in the configuration start
 * @param resolved every value, itself a valid configuration
 * @param values every single value with its origin, by path
 */
public record Configuration(
    RunConfig config, Path base, Map<String, Object> resolved, Map<String, Value> values) {
  private static final int MOST_BYTES = 1 << 20;
  private static final YAMLMapper YAML =
      YAMLMapper.builder().enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION).build();

  /**
   * Reads a file.
   *
   * @param overrides {@code path=value} from the command line; values are YAML
   * @throws GmException [GM/CONFIG], [GM/UNKNOWN_ID]: all problems together
   */
  public static Configuration load(Path file, List<String> overrides, Registry registry) {
    String text;
    try {
      text = text(file);
    } catch (NoSuchFileException e) {
      throw Problem.of(GmError.CONFIG, "the configuration does not exist").at(file).exception(e);
    } catch (IOException e) {
      throw Problem.of(GmError.CONFIG, "the configuration cannot be read")
          .found(e)
          .at(file)
          .exception(e);
    }
    Path folder = file.toAbsolutePath().getParent();
    return parse(text, file.toString(), folder == null ? Path.of("") : folder, overrides, registry);
  }

  /** Limited, since a wrong name may be that of a device, or of the data. */
  private static String text(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(MOST_BYTES + 1);
      if (bytes.length > MOST_BYTES) {
        throw Problem.of(GmError.CONFIG, "the configuration is too long")
            .expected("at most " + MOST_BYTES + " bytes")
            .at(file)
            .exception();
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
  }

  /** Reads a text; {@code name} stands for the file in messages. */
  public static Configuration parse(
      String text, String name, Path base, List<String> overrides, Registry registry) {
    Map<String, Object> tree = tree(text, name);
    Map<String, String> origins = new TreeMap<>();
    leaves("", tree, (path, v) -> origins.put(path, "file"));
    List<Problem> problems = new ArrayList<>();
    for (String o : overrides) {
      Setting.parse(o, problems)
          .ifPresent(
              x -> {
                x.apply(tree, problems);
                leaves(x.path(), x.value(), (path, v) -> origins.put(path, "command line"));
              });
    }
    RecordReader reader = new RecordReader(registry);
    Optional<RunConfig> config = reader.read(tree, RunConfig.class, "");
    problems.addAll(reader.problems());
    if (!problems.isEmpty() || config.isEmpty()) {
      throw GmException.of(
          problems.stream().map(p -> p.at(name + ": " + p.where().orElse("top level"))).toList());
    }
    // read once more: components that stand in as defaults get the defaults of their settings
    RunConfig whole = settings(RecordWriter.write(config.get()), RunConfig.class, registry, "");
    Map<String, Object> resolved = RecordWriter.write(whole);
    Map<String, Value> all = new LinkedHashMap<>();
    leaves("", resolved, (path, v) -> all.put(path, new Value(v, origin(origins, path))));
    return new Configuration(whole, folder(whole, base), resolved, all);
  }

  private static Path folder(RunConfig config, Path base) {
    try {
      return config.base().map(base::resolve).orElse(base);
    } catch (InvalidPathException e) {
      throw Problem.of(GmError.CONFIG, "the system has no folder of this name")
          .found(e.getReason())
          .at("base")
          .exception(e);
    }
  }

  /** A component written short, {@code data: moons@1}, is the origin of its id. */
  private static String origin(Map<String, String> origins, String path) {
    String shortened = path.replaceAll("\\.use$", "");
    return origins.getOrDefault(path, origins.getOrDefault(shortened, "default"));
  }

  /**
   * Reads the settings of one component again, into the record that its factory wants.
   *
   * @param where path in the configuration, for messages
   */
  public static <C extends Record> C settings(
      Map<String, Object> settings, Class<C> type, Registry registry, String where) {
    RecordReader reader = new RecordReader(registry);
    Optional<C> r = reader.read(settings, type, where);
    return r.orElseThrow(() -> GmException.of(reader.problems()));
  }

  private static Map<String, Object> tree(String text, String name) {
    try {
      Map<String, Object> m =
          text.isBlank()
              ? Map.of()
              : YAML.readValue(text, new TypeReference<LinkedHashMap<String, Object>>() {});
      if (m == null || m.isEmpty()) {
        throw Problem.of(GmError.CONFIG, "the configuration is empty").at(name).exception();
      }
      return m;
    } catch (JacksonException e) {
      var at = e.getLocation();
      throw Problem.of(GmError.CONFIG, "the configuration is not valid YAML")
          .found(e.getOriginalMessage().lines().findFirst().orElse(""))
          .at(at == null ? name : name + ":" + at.getLineNr() + ":" + at.getColumnNr())
          .exception(e);
    }
  }

  /** One value of a YAML text. */
  public static Object scalar(String text) {
    try {
      Object v = YAML.readValue(text, Object.class);
      return v == null ? "" : v;
    } catch (JacksonException e) {
      return text;
    }
  }

  /** The resolved configuration as YAML. */
  public String yaml() {
    return YAML.writeValueAsString(resolved);
  }

  /** The same for a file in another folder, at which relative paths shall not start. */
  public String yamlElsewhere() {
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("name", config.name());
    m.put("base", base.toAbsolutePath().normalize().toString());
    resolved.forEach(m::putIfAbsent);
    return YAML.writeValueAsString(m);
  }

  /**
   * One value.
   *
   * @param value as in the resolved configuration
   * @param origin {@code default}, {@code file} or {@code command line}
   */
  public record Value(Object value, String origin) {}

  private interface Leaf {
    void visit(String path, Object value);
  }

  private static void leaves(String path, Object v, Leaf leaf) {
    if (v instanceof Map<?, ?> m) {
      m.forEach((k, x) -> leaves(RecordReader.child(path, String.valueOf(k)), x, leaf));
    } else if (v instanceof List<?> l && l.stream().anyMatch(x -> x instanceof Map<?, ?>)) {
      for (int i = 0; i < l.size(); i++) {
        leaves(path + "[" + i + "]", l.get(i), leaf);
      }
    } else {
      leaf.visit(path, v);
    }
  }
}
