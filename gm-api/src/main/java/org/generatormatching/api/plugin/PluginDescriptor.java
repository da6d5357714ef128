package org.generatormatching.api.plugin;

/**
 * Who a plugin is.
 *
 * @param name a name for people and messages
 * @param version of the plugin
 * @param apiLevel the level of this API that it was written against, at most {@link #API_LEVEL}
 */
public record PluginDescriptor(String name, String version, int apiLevel) {
  /** The level of this API: rises when plugins can notice a difference. */
  public static final int API_LEVEL = 1;
}
