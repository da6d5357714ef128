package org.generatormatching.runtime.registry;

import java.io.File;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.List;
import java.util.Optional;
import java.util.jar.JarFile;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.tensor.BackendProvider;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * A jar that is meant as a plugin.
 *
 * @param file the jar
 */
record PluginJar(Path file) {
  private static final List<String> SERVICES =
      List.of(services(GmPlugin.class), services(BackendProvider.class));

  /** The file in which a jar names its classes of a service. */
  static String services(Class<?> service) {
    return "META-INF/services/" + service.getName();
  }

  /** The one name of a file, also through links. */
  static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.toAbsolutePath().normalize();
    }
  }

  /** What keeps it from being a plugin at all. */
  Optional<Problem> problem() {
    if (!Files.isRegularFile(file)) {
      return Optional.of(
          Problem.of(GmError.USAGE, "the plugin jar does not exist")
              .at(file)
              .advice("Build it, or correct its name."));
    }
    try (JarFile jar = new JarFile(file.toFile())) {
      if (SERVICES.stream().anyMatch(s -> jar.getEntry(s) != null)) {
        return Optional.empty();
      }
      return Optional.of(
          Problem.of(GmError.PLUGIN, "the jar names no plugin")
              .found("no " + SERVICES.get(0))
              .expected("that file with the name of a class that implements GmPlugin")
              .at(file)
              .advice("Put the class's full name into the file, one line, and build the jar."));
    } catch (IOException e) {
      return Optional.of(
          Problem.of(GmError.PLUGIN, "the plugin jar cannot be read").found(e).at(file));
    }
  }

  /** Whether the application's own class path holds it. */
  boolean isOnClassPath() {
    Path wanted = real(file);
    for (String entry : System.getProperty("java.class.path", "").split(File.pathSeparator, -1)) {
      if (!entry.isEmpty() && real(Path.of(entry)).equals(wanted)) {
        return true;
      }
    }
    return false;
  }

  /** Its classes above the application's; lives as long as they do. */
  ClassLoader loader() {
    try {
      return new Loader(file.toUri().toURL());
    } catch (MalformedURLException e) {
      throw Problem.of(GmError.PLUGIN, "the plugin jar cannot be read").at(file).exception(e);
    }
  }

  /** Sees the application's classes, but of the plugins only those that the jar names itself. */
  private static final class Loader extends URLClassLoader {
    Loader(URL jar) {
      super(new URL[] {jar}, PluginJar.class.getClassLoader());
    }

    @Override
    public Enumeration<URL> getResources(String name) throws IOException {
      return SERVICES.contains(name) ? findResources(name) : super.getResources(name);
    }
  }
}
