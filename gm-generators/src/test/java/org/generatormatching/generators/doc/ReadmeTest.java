package org.generatormatching.generators.doc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.tools.JavaCompiler;
import javax.tools.ToolProvider;
import org.generatormatching.api.Batch;
import org.generatormatching.api.ConditionalPath;
import org.generatormatching.api.GeneratorFamily;
import org.generatormatching.api.Head;
import org.generatormatching.api.Term;
import org.generatormatching.api.Weighting;
import org.generatormatching.api.path.AffineGaussianPath;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.api.schedule.Convex;
import org.generatormatching.generators.Flow;
import org.generatormatching.spaces.Euclidean;
import org.generatormatching.tck.oracle.Kolmogorov;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The code of the README compiles as it stands there; its plugin solves its equation. */
class ReadmeTest {
  @TempDir Path temp;

  /** The block of code that begins with a text. */
  private static String block(String begin) throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    int at = readme.indexOf("```java\n" + begin);
    assertThat(at).isPositive();
    String rest = readme.substring(at + "```java\n".length());
    return rest.substring(0, rest.indexOf("```"));
  }

  private void compile(String name, String source) throws IOException {
    Path file = temp.resolve(name + ".java");
    Files.writeString(file, source);
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    int status =
        compiler.run(
            null,
            null,
            null,
            "-proc:none",
            "-cp",
            System.getProperty("java.class.path"),
            "-d",
            temp.toString(),
            file.toString());
    assertThat(status).isZero();
  }

  private Head swirl(ConditionalPath path, double omega) throws Exception {
    compile("SwirlPlugin", block("package com.example;"));
    URLClassLoader loader =
        new URLClassLoader(new URL[] {temp.toUri().toURL()}, getClass().getClassLoader());
    GmPlugin plugin =
        (GmPlugin) loader.loadClass("com.example.SwirlPlugin").getConstructor().newInstance();
    return make(plugin.heads().get(0), omega).on(path);
  }

  @Test
  void theFirstLinesFromJavaCompile() throws IOException {
    String imports =
        """
        import java.util.List;
        import org.generatormatching.api.*;
        import org.generatormatching.api.path.*;
        import org.generatormatching.api.schedule.Convex;
        import org.generatormatching.generators.*;
        import org.generatormatching.spaces.Euclidean;
        """;
    compile(
        "Snippet", imports + "class Snippet { void run() {\n" + block("StateSpace plane") + "}}");
  }

  private static <C extends Record> GmPlugin.HeadKind make(
      ComponentFactory<GmPlugin.HeadKind, C> factory, double omega) throws Exception {
    Constructor<C> settings = factory.config().getConstructor(double.class);
    return factory.create().apply(settings.newInstance(omega));
  }

  @Test
  void itFitsOnAScreenAndSolvesItsEquation() throws Exception {
    assertThat(block("package com.example;").lines().count()).isLessThanOrEqualTo(46);
    Euclidean plane = new Euclidean(List.of(2), DType.FLOAT64);
    ConditionalPath path = new AffineGaussianPath(plane, Convex.condOt());
    GeneratorFamily flow = new Flow();
    Batch z = Batch.of("x", HostArray.of(new double[] {0.7, -0.4}, 1, 2));
    Term swirl = Term.of(swirl(path, 3), flow, flow.steppers(plane).get(0));
    double residual = Kolmogorov.exact(path, z, List.of(swirl), 0.4);
    double wrong =
        Kolmogorov.exact(path, z, List.of(swirl.weighted(Weighting.constant(1.02))), 0.4);
    assertThat(residual).isLessThan(1e-6);
    assertThat(wrong).isGreaterThan(1e-3);
  }
}
