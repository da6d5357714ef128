package org.generatormatching.runtime.config;

import java.util.Map;

/**
 * A component as a configuration names it: {@code {use: mlp@1, width: 256}}, or just {@code mlp@1}.
 *
 * @param use the id
 * @param settings the other keys; which of them exist is known when the id is looked up
 */
public record Component(String use, Map<String, Object> settings) {
  /** The key of the id. */
  static final String USE = "use";

  /** A component without settings. */
  public static Component of(String use) {
    return new Component(use, Map.of());
  }
}
