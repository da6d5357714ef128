package org.generatormatching.cli;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import javax.lang.model.SourceVersion;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;

/**
 * The files of a new plugin: a right generator, its law test, and a build.
 *
 * @param name of the directory, the artefact and the component: {@code my-flow}
 * @param packageName of the classes, and the group of the artefact
 */
record PluginSkeleton(String name, String packageName) {
  /** Names that {@code ComponentId} takes; what begins with gm- is the framework's own. */
  private static final String NAME = "[a-z][a-z0-9-]{0,63}";

  /**
   * Checks both names.
   *
   * @throws GmException [GM/USAGE] with all problems
   */
  PluginSkeleton {
    List<Problem> problems = new ArrayList<>();
    if (!name.matches(NAME) || name.equals("gm") || name.startsWith("gm-")) {
      problems.add(
          Problem.of(GmError.USAGE, "a plugin cannot have this name")
              .found("'" + name + "'")
              .expected(
                  "lower-case letters, digits and '-', a letter first, at most 64, not 'gm' and"
                      + " nothing that begins with 'gm-'"));
    }
    if (!SourceVersion.isName(packageName, SourceVersion.RELEASE_17)
        || packageName.equals("org.generatormatching")
        || packageName.startsWith("org.generatormatching.")) {
      problems.add(
          Problem.of(GmError.USAGE, "a plugin's classes cannot be in this package")
              .found("'" + packageName + "'")
              .expected("a Java package outside org.generatormatching, for example com.example"));
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  /** MyFlow for my-flow. */
  private String className() {
    StringBuilder s = new StringBuilder();
    for (String part : name.split("-")) {
      if (!part.isEmpty()) {
        s.append(part.substring(0, 1).toUpperCase(Locale.ROOT)).append(part.substring(1));
      }
    }
    return s.toString();
  }

  /** The contents of all files by their paths in the plugin's directory. */
  Map<String, String> files() {
    String folder = packageName.replace('.', '/') + "/" + className();
    Map<String, String> files = new LinkedHashMap<>();
    files.put("pom.xml", text("pom.xml"));
    files.put("README.md", text("README.md"));
    files.put("src/main/java/" + folder + "Plugin.java", text("Plugin.java"));
    files.put(
        "src/main/resources/META-INF/services/org.generatormatching.api.plugin.GmPlugin",
        text("services"));
    files.put("src/test/java/" + folder + "LawsTest.java", text("LawsTest.java"));
    return files;
  }

  /**
   * Writes the files into a new directory.
   *
   * @param parent where the directory is made; made itself where it is missing
   * @return the directory
   * @throws GmException [GM/OUTPUT_EXISTS] if there is something of its name, [GM/FILE]
   */
  Path writeTo(Path parent) {
    Path root = parent.resolve(name);
    try {
      Files.createDirectories(parent);
      Files.createDirectory(root);
      for (Map.Entry<String, String> e : files().entrySet()) {
        Path file = root.resolve(e.getKey());
        Files.createDirectories(file.getParent());
        Files.writeString(file, e.getValue(), StandardOpenOption.CREATE_NEW);
      }
      return root;
    } catch (FileAlreadyExistsException e) {
      throw Problem.of(GmError.OUTPUT_EXISTS, "the plugin would overwrite what is there")
          .found(String.valueOf(e.getMessage()))
          .advice("Choose another name, or another place with --dir.")
          .exception(e);
    } catch (IOException e) {
      throw Problem.of(GmError.FILE, "the plugin cannot be written").found(e).at(root).exception(e);
    }
  }

  private String text(String template) {
    try (InputStream in =
        PluginSkeleton.class.getResourceAsStream("plugin/" + template + ".template")) {
      if (in == null) {
        throw new IllegalStateException("no template " + template);
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8)
          .replace("__name__", name)
          .replace("__Class__", className())
          .replace("__package__", packageName);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
