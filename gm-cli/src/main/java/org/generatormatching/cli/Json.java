package org.generatormatching.cli;

import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Prints one JSON object. */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private Json() {}

  /** A tree of maps, lists and scalars as text. */
  static String text(Object tree) {
    return MAPPER.writeValueAsString(tree);
  }
}
