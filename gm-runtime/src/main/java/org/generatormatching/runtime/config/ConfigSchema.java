package org.generatormatching.runtime.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.runtime.registry.Registry;

/**
 * The JSON schema (draft 2020-12) of configurations, made from the records that read them, so that
 * editors can complete and check. Which keys are required is left to the reader: the schema's
 * purpose is to help while typing.
 */
public final class ConfigSchema {
  private final Registry registry;

  /** The schema for the components of a registry. */
  public ConfigSchema(Registry registry) {
    this.registry = registry;
  }

  /** The schema as a tree. */
  public Map<String, Object> tree() {
    Map<String, Object> definitions = new LinkedHashMap<>();
    for (ComponentKind<?> kind : ComponentKind.ALL) {
      definitions.put(kind.name(), component(kind));
    }
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("$schema", "https://json-schema.org/draft/2020-12/schema");
    root.put("title", "Generator Matching run");
    root.putAll(record(RunConfig.class));
    root.put("$defs", definitions);
    return root;
  }

  private Map<String, Object> record(Class<?> type) {
    Map<String, Object> properties = new LinkedHashMap<>();
    for (RecordComponent c : type.getRecordComponents()) {
      Of of = c.getAnnotation(Of.class);
      properties.put(
          RecordReader.key(c.getName()), type(c.getGenericType(), of == null ? "" : of.value()));
    }
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("type", "object");
    m.put("properties", properties);
    m.put("additionalProperties", false);
    return m;
  }

  private Map<String, Object> type(Type type, String kind) {
    if (type instanceof ParameterizedType p) {
      Type[] arguments = p.getActualTypeArguments();
      Map<String, Object> inner = type(arguments[arguments.length - 1], kind);
      if (p.getRawType() == Optional.class) {
        return inner;
      }
      return p.getRawType() == List.class
          ? Map.of("type", "array", "items", inner)
          : Map.of("type", "object", "additionalProperties", inner);
    }
    Class<?> c = (Class<?>) type;
    if (c == Component.class) {
      return Map.of("$ref", "#/$defs/" + kind);
    }
    if (c.isRecord()) {
      return record(c);
    }
    if (c.isEnum()) {
      return Map.of("enum", Arrays.stream(c.getEnumConstants()).map(Scalars::name).toList());
    }
    if (c == Object.class) {
      return Map.of("type", List.of("number", "string"));
    }
    if (c == String.class) {
      return Map.of("type", "string");
    }
    if (c == Boolean.class || c == boolean.class) {
      return Map.of("type", "boolean");
    }
    boolean real = c == Double.class || c == double.class;
    return Map.of("type", real ? "number" : "integer");
  }

  /** Either the id alone, or an object whose settings depend on the id. */
  private Map<String, Object> component(ComponentKind<?> kind) {
    List<Object> choices = new ArrayList<>();
    choices.add(Map.of("enum", registry.ids(kind)));
    for (String id : registry.ids(kind)) {
      var factory = registry.factory(kind, id, "schema");
      Map<String, Object> object = record(factory.config());
      Map<String, Object> properties = new LinkedHashMap<>();
      properties.put(Component.USE, Map.of("const", id));
      @SuppressWarnings("unchecked")
      Map<String, Object> settings =
          (Map<String, Object>) object.getOrDefault("properties", Map.of());
      properties.putAll(settings);
      object.put("properties", properties);
      object.put("required", List.of(Component.USE));
      choices.add(object);
    }
    return Map.of("anyOf", choices);
  }
}
