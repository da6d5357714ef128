package org.generatormatching.runtime.registry;

import java.net.URI;
import java.net.URL;
import java.nio.file.FileSystemNotFoundException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.Optional;

/**
 * Where a class comes from.
 *
 * @param name of the jar, or of the module where classes lie unpacked; for people
 * @param file the jar or folder, where it is known
 */
public record Origin(String name, Optional<Path> file) {
  /** The origin of a class. */
  static Origin of(Class<?> type) {
    CodeSource source = type.getProtectionDomain().getCodeSource();
    return source == null || source.getLocation() == null
        ? new Origin(type.getName(), Optional.empty())
        : of(source.getLocation());
  }

  /** A jar or folder. */
  static Origin of(URL location) {
    String path = location.getPath().replaceAll("/$", "");
    String name =
        path.endsWith("/target/classes")
            ? path.replaceAll(".*/([^/]+)/target/classes$", "$1")
            : path.replaceAll(".*/", "");
    try {
      return new Origin(name, Optional.of(PluginJar.real(Path.of(URI.create("" + location)))));
    } catch (IllegalArgumentException | FileSystemNotFoundException e) {
      return new Origin(name, Optional.empty());
    }
  }

  /** The whole name of the file, where names alone are not enough. */
  String path() {
    return file.map(Path::toString).orElse(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
