package org.generatormatching.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.generatormatching.cli.CommandLineTool.gm;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.cli.CommandLineTool.Outcome;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tensor.Problem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is wrong with a jar is told in its own words, together, and harms nobody else. */
class BrokenPluginTest {
  private static final String FINE =
      "public List<ComponentFactory<GridKind, ?>> timeGrids() { return List.of(grid(\"fine@1\")); }";

  @TempDir Path temp;

  private static List<String> problems(Path... jars) {
    Registry r = Registry.discover(List.of(jars));
    assertThat(r.ids(ComponentKind.HEAD)).contains("velocity@1");
    return r.problems().stream().map(Problem::toString).toList();
  }

  private Path plugin(String members) throws IOException {
    return JarBuilder.in(temp).plugin("Broken", members).build("broken.jar");
  }

  @Test
  void aJarWithoutServicesFile() throws IOException {
    Path jar = JarBuilder.in(temp).build("silent.jar");
    assertThat(problems(jar))
        .singleElement()
        .asString()
        .startsWith(
            "[GM/PLUGIN] the jar names no plugin: found no"
                + " META-INF/services/org.generatormatching.api.plugin.GmPlugin; expected that file")
        .contains("silent.jar");
  }

  @Test
  void aServicesFileThatNamesAMissingClass() throws IOException {
    Path jar =
        JarBuilder.in(temp).service("com.example.Gone").plugin("Good", FINE).build("gone.jar");
    assertThat(problems(jar))
        .containsExactly(
            "[GM/PLUGIN] a class that a services file names cannot be loaded: found Provider"
                + " com.example.Gone not found (at gone.jar). Each line of the services file is the"
                + " full name of a class in the jar that implements GmPlugin.");
    assertThat(Registry.discover(List.of(jar)).ids(ComponentKind.TIME_GRID)).contains("fine@1");
  }

  @Test
  void aServicesFileThatIsNotOne() throws IOException {
    assertThat(problems(JarBuilder.in(temp).service("not a class name").build("odd.jar")))
        .singleElement()
        .asString()
        .contains("Illegal configuration-file syntax", "odd.jar");
  }

  @Test
  void aClassThatIsNoPlugin() throws IOException {
    Path jar =
        JarBuilder.in(temp)
            .source("Other", "package com.example; public class Other {}")
            .build("other.jar");
    assertThat(problems(jar))
        .singleElement()
        .asString()
        .contains("com.example.Other not a subtype", "other.jar");
  }

  @Test
  void anIdThatIsRegisteredAlreadyAndOneTwiceInTheJar() throws IOException {
    Path jar =
        plugin(
            "public List<ComponentFactory<GridKind, ?>> timeGrids() { return List.of("
                + "grid(\"uniform@1\"), grid(\"mine@1\"), grid(\"mine@1\")); }");
    assertThat(problems(jar))
        .hasSize(2)
        .anyMatch(
            p ->
                p.matches(
                    "\\[GM/DUPLICATE_ID] time-grid 'uniform@1' is provided twice: found"
                        + " broken\\.jar and gm-generators.*"))
        .anyMatch(
            p ->
                p.startsWith(
                    "[GM/DUPLICATE_ID] time-grid 'mine@1' is provided twice: found both in"
                        + " broken.jar"));
  }

  @Test
  void anApiLevelFromTheFuture() throws IOException {
    String future =
        "public PluginDescriptor descriptor() { return new PluginDescriptor(\"f\", \"1\", 99); }";
    assertThat(problems(plugin(future)))
        .containsExactly(
            "[GM/PLUGIN] plugin 'f' needs a newer framework: found API level 99; expected at most 1"
                + " (at broken.jar). Update the framework, or take an older version of the plugin.");
  }

  @Test
  void aConstructorThatThrows() throws IOException {
    assertThat(problems(plugin("public Broken() { throw new IllegalStateException(\"boom\"); }")))
        .containsExactly(
            "[GM/PLUGIN] the constructor of com.example.Broken failed: found"
                + " java.lang.IllegalStateException: boom (at broken.jar). Making a plugin must not"
                + " fail; do the work in its components.");
  }

  @Test
  void aConstructorThatWantsANativeLibrary() throws IOException {
    String advice =
        "A plugin is made without native code; load the library where it is first used.";
    assertThat(problems(plugin("public Broken() { System.loadLibrary(\"absent\"); }")))
        .singleElement()
        .asString()
        .startsWith("[GM/PLUGIN] the constructor of com.example.Broken failed: found")
        .contains("UnsatisfiedLinkError", "absent", "broken.jar", advice);
    assertThat(problems(plugin("static { System.loadLibrary(\"absent\"); }")))
        .singleElement()
        .asString()
        .contains("UnsatisfiedLinkError", "broken.jar");
  }

  @Test
  void anIllegalId() throws IOException {
    String list =
        "public List<ComponentFactory<GridKind, ?>> timeGrids() { return List.of(grid(\"My Grid\")); }";
    assertThat(problems(plugin(list)))
        .containsExactly(
            "[GM/ILLEGAL_ID] a component id is not well formed: found 'My Grid'; expected"
                + " name@version, for example 'flow@1' (at broken.jar, because plugin 'Broken'"
                + " cannot list its time-grids)");
  }

  @Test
  void listsThatFail() throws IOException {
    String lists =
        """
        public List<ComponentFactory<HeadKind, ?>> heads() { throw new IllegalStateException("boom"); }
        public List<ComponentFactory<Metric, ?>> metrics() { return null; }
        public List<ComponentFactory<Sampler, ?>> samplers() { return Collections.singletonList(null); }
        """;
    assertThat(problems(plugin(lists + FINE)))
        .hasSize(3)
        .anyMatch(
            p -> p.contains("cannot list its heads: found java.lang.IllegalStateException: boom"))
        .anyMatch(p -> p.contains("cannot list its metrics: found null (at broken.jar)"))
        .anyMatch(p -> p.contains("cannot list its samplers: found null in place of a factory"));
    assertThat(Registry.discover(List.of(temp.resolve("broken.jar"))).ids(ComponentKind.TIME_GRID))
        .contains("fine@1");
  }

  @Test
  void aDescriptorThatIsAbsent() throws IOException {
    assertThat(problems(plugin("public PluginDescriptor descriptor() { return null; }")))
        .containsExactly(
            "[GM/PLUGIN] plugin com.example.Broken cannot describe itself: found null (at"
                + " broken.jar)");
  }

  @Test
  void aFactoryThatThrows() throws IOException {
    String list =
        """
        public List<ComponentFactory<GeneratorFamily, ?>> families() {
          return List.of(ComponentFactory.of("bad@1", "", () -> { throw new IllegalStateException("boom"); }));
        }
        """;
    Outcome o = gm("verify", plugin(list));
    assertThat(o.status()).isEqualTo(2);
    assertThat(o.err())
        .startsWith(
            "[GM/PLUGIN] family 'bad@1' cannot be made at an example: found"
                + " java.lang.IllegalStateException: boom (at broken.jar, Nothing[])");
    assertThat(o.out()).containsPattern("bad@1 +family .* unverified: in no subject");
  }

  @Test
  void allProblemsOfAJarAreToldTogether() throws IOException {
    Path jar =
        JarBuilder.in(temp)
            .service("com.example.Gone")
            .plugin("First", "public First() { throw new IllegalStateException(\"boom\"); }")
            .plugin(
                "Second",
                FINE + "public List<ComponentFactory<Metric, ?>> metrics() { return null; }")
            .build("many.jar");
    Outcome o = gm("verify", jar);
    assertThat(o.status()).isEqualTo(2);
    assertThat(o.err().lines().filter(l -> l.startsWith("[GM/PLUGIN]")))
        .hasSize(3)
        .allMatch(l -> l.contains("(at many.jar)"));
  }
}
