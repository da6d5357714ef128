package org.generatormatching.runtime.registry;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/** Finds the classes of a service; one that cannot be loaded or made does not hide the others. */
final class Services {
  private Services() {}

  /**
   * The providers that a class loader sees.
   *
   * @param problems takes one for each class that cannot be used
   */
  static <S> List<S> load(Class<S> service, ClassLoader loader, List<Problem> problems) {
    List<S> found = new ArrayList<>();
    Iterator<ServiceLoader.Provider<S>> all =
        ServiceLoader.load(service, loader).stream().iterator();
    while (true) {
      try {
        if (!all.hasNext()) {
          return found;
        }
        ServiceLoader.Provider<S> provider = all.next();
        make(provider.type(), provider, problems).ifPresent(found::add);
      } catch (ServiceConfigurationError | LinkageError e) {
        problems.add(unloadable(service, loader, e));
      }
    }
  }

  private static <S> Optional<S> make(
      Class<? extends S> type, ServiceLoader.Provider<S> provider, List<Problem> problems) {
    try {
      return Optional.of(provider.get());
    } catch (ServiceConfigurationError | LinkageError | AssertionError e) {
      Throwable cause =
          e instanceof ServiceConfigurationError && e.getCause() != null ? e.getCause() : e;
      if (cause instanceof ExceptionInInitializerError && cause.getCause() != null) {
        cause = cause.getCause();
      }
      Problem p =
          Problem.of(GmError.PLUGIN, "the constructor of " + type.getName() + " failed")
              .found(cause)
              .at(Origin.of(type));
      problems.add(
          cause instanceof UnsatisfiedLinkError
              ? p.advice(
                  "A plugin is made without native code; load the library where it is first used.")
              : p.advice("Making a plugin must not fail; do the work in its components."));
      return Optional.empty();
    }
  }

  /** A class that a services file names and that cannot be loaded. */
  private static Problem unloadable(Class<?> service, ClassLoader loader, Throwable e) {
    String message = String.valueOf(e.getMessage());
    Problem p =
        Problem.of(GmError.PLUGIN, "a class that a services file names cannot be loaded")
            .found(message.replaceFirst("^" + service.getName() + ": ", ""));
    if (e instanceof UnsupportedClassVersionError) {
      p = p.advice("Compile the plugin for Java 17, or run it on the Java it was made for.");
    } else if (e instanceof LinkageError) {
      p = p.found(e).advice("Put what the class needs on the class path, or into the jar.");
    } else {
      p =
          p.advice(
              "Each line of the services file is the full name of a class in the jar that implements "
                  + service.getSimpleName()
                  + ".");
    }
    try {
      for (URL file : Collections.list(loader.getResources(PluginJar.services(service)))) {
        if (lines(file).stream().anyMatch(l -> names(message, l, file))) {
          return p.at(jar(file));
        }
      }
      return p;
    } catch (IOException unreadable) {
      return p;
    }
  }

  /** Whether an error's message is about a line of a services file, or about the file. */
  private static boolean names(String message, String line, URL file) {
    String type = line.replaceFirst("#.*", "").strip();
    return message.contains(file.toString())
        || !type.isEmpty()
            && List.of(message.split("[\\s:]+", -1)).stream()
                .anyMatch(w -> w.replace('/', '.').equals(type));
  }

  private static List<String> lines(URL file) throws IOException {
    var connection = file.openConnection();
    connection.setUseCaches(false);
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8))) {
      return in.lines().toList();
    }
  }

  private static String jar(URL services) {
    return services.toString().replaceAll("!?/META-INF/.*", "").replaceAll(".*/", "");
  }
}
