package org.generatormatching.cli;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import javax.tools.ToolProvider;

/** Builds plugin jars as an author would: source, compiler, services file. */
final class JarBuilder {
  private static final String SERVICES =
      "META-INF/services/org.generatormatching.api.plugin.GmPlugin";

  private static final String HEAD =
      """
      package com.example;

      import java.util.*;
      import org.generatormatching.api.*;
      import org.generatormatching.api.plugin.*;
      import org.generatormatching.tensor.*;

      public final class NAME implements GmPlugin {
        public PluginDescriptor descriptor() { return new PluginDescriptor("NAME", "1.0", 1); }
        static ComponentFactory<GridKind, ?> grid(String id) {
          return ComponentFactory.of(id, "", () -> GridKind.fixed(TimeGrid.uniform(1)));
        }
      BODY
      }
      """;

  private final Path folder;
  private final Map<String, String> sources = new LinkedHashMap<>();
  private final List<String> services = new ArrayList<>();

  private JarBuilder(Path folder) {
    this.folder = folder;
  }

  static JarBuilder in(Path folder) {
    return new JarBuilder(folder);
  }

  /** Adds a whole class that the services file names. */
  JarBuilder source(String name, String text) {
    sources.put(name, text);
    services.add("com.example." + name);
    return this;
  }

  /** Adds a plugin whose members are given; {@code descriptor()} and a helper are there. */
  JarBuilder plugin(String name, String members) {
    boolean described = members.contains("descriptor()");
    String text = HEAD.replace("NAME", name).replace("BODY", members);
    return source(
        name, described ? text.replaceFirst("(?m)^ *public PluginDescriptor.*\\R", "") : text);
  }

  /** A line of the services file. */
  JarBuilder service(String line) {
    services.add(line);
    return this;
  }

  /** Compiles and packs; an empty services file is left out. */
  Path build(String jar) throws IOException {
    Path work = Files.createTempDirectory(folder, "classes");
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "-proc:none", "-cp", System.getProperty("java.class.path"), "-d", work.toString()));
    for (Map.Entry<String, String> s : sources.entrySet()) {
      Path file = Files.writeString(folder.resolve(s.getKey() + ".java"), s.getValue());
      arguments.add(file.toString());
    }
    if (!sources.isEmpty()
        && ToolProvider.getSystemJavaCompiler()
                .run(
                    new ByteArrayInputStream(new byte[0]),
                    OutputStream.nullOutputStream(),
                    System.err,
                    arguments.toArray(String[]::new))
            != 0) {
      throw new IllegalStateException("the test's plugin does not compile");
    }
    Path out = folder.resolve(jar);
    try (JarOutputStream to = new JarOutputStream(Files.newOutputStream(out));
        Stream<Path> files = Files.walk(work)) {
      for (Path f : files.filter(Files::isRegularFile).sorted().toList()) {
        entry(to, work.relativize(f).toString(), Files.readAllBytes(f));
      }
      if (!services.isEmpty()) {
        entry(to, SERVICES, String.join("\n", services).getBytes(StandardCharsets.UTF_8));
      }
    }
    return out;
  }

  private static void entry(JarOutputStream to, String name, byte[] bytes) throws IOException {
    to.putNextEntry(new JarEntry(name));
    to.write(bytes);
    to.closeEntry();
  }
}
