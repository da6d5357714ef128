package org.generatormatching.cli.plugin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.OutputStream;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.testkit.engine.EngineExecutionResults;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Event;

/**
 * A plugin's directory as Maven would build it, without Maven: classes and resources, a jar of
 * them, and the compiled tests.
 *
 * @param classes of the plugin, with its services file
 * @param tests of the plugin
 * @param jar of the classes
 */
record BuiltPlugin(Path classes, Path tests, Path jar) {
  /** Builds a directory laid out as Maven wants it. */
  static BuiltPlugin of(Path project) throws IOException {
    Path classes = project.resolve("target/classes");
    Path tests = project.resolve("target/test-classes");
    Path jar = project.resolve("target/plugin.jar");
    compile(project.resolve("src/main/java"), classes, List.of());
    copy(project.resolve("src/main/resources"), classes);
    compile(project.resolve("src/test/java"), tests, List.of(classes));
    try (OutputStream file = Files.newOutputStream(jar);
        JarOutputStream out = new JarOutputStream(file)) {
      for (Path p : files(classes)) {
        out.putNextEntry(new JarEntry(classes.relativize(p).toString().replace('\\', '/')));
        Files.copy(p, out);
        out.closeEntry();
      }
    }
    return new BuiltPlugin(classes, tests, jar);
  }

  /** What this JVM was started with. */
  static String classPath() {
    return System.getProperty("java.class.path");
  }

  static void compile(Path sources, Path to, List<Path> more) throws IOException {
    Files.createDirectories(to);
    StringBuilder path = new StringBuilder(classPath());
    more.forEach(p -> path.append(java.io.File.pathSeparator).append(p));
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    StringWriter messages = new StringWriter();
    List<String> options =
        List.of("-proc:none", "--release", "17", "-cp", path.toString(), "-d", to.toString());
    try (var manager = compiler.getStandardFileManager(null, null, null)) {
      var units = manager.getJavaFileObjectsFromPaths(files(sources));
      boolean ok = compiler.getTask(messages, manager, null, options, null, units).call();
      assertThat(ok).as(messages.toString()).isTrue();
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path p : files(from)) {
      Path target = to.resolve(from.relativize(p).toString());
      Files.createDirectories(target.getParent());
      Files.copy(p, target);
    }
  }

  private static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> all = Files.walk(folder)) {
      return all.filter(Files::isRegularFile).sorted().toList();
    }
  }

  /** A class loader that sees the plugin, its tests, and everything here. */
  URLClassLoader loader() throws IOException {
    URL[] urls = {classes.toUri().toURL(), tests.toUri().toURL()};
    return new URLClassLoader(urls, getClass().getClassLoader());
  }

  /** Runs a test class in this JVM, as Surefire would. */
  Ran run(String testClass) throws IOException, ReflectiveOperationException {
    try (URLClassLoader loader = loader()) {
      return Ran.of(
          EngineTestKit.engine("junit-jupiter")
              .selectors(selectClass(loader.loadClass(testClass)))
              .execute());
    }
  }

  /**
   * What became of a test class.
   *
   * @param succeeded how many tests did
   * @param failedLaws the first words of the names of those that did not
   * @param messages of the failures
   */
  record Ran(long succeeded, List<String> failedLaws, List<String> messages) {
    private static Ran of(EngineExecutionResults r) {
      List<Event> failed = r.allEvents().failed().list();
      return new Ran(
          r.testEvents().succeeded().count(),
          failed.stream().map(e -> e.getTestDescriptor().getDisplayName().split(" ")[0]).toList(),
          failed.stream().map(Ran::message).toList());
    }

    private static String message(Event e) {
      return e.getRequiredPayload(TestExecutionResult.class)
          .getThrowable()
          .map(Throwable::getMessage)
          .orElse("");
    }
  }
}
