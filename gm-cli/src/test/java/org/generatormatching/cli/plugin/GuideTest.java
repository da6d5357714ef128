package org.generatormatching.cli.plugin;

import static java.util.stream.Collectors.joining;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.cli.Gm;
import org.generatormatching.generators.GeneratorsPlugin;
import org.generatormatching.spaces.SpacesPlugin;
import org.generatormatching.tck.Law;
import org.generatormatching.tck.law.GeneratorLaws;
import org.generatormatching.tck.law.StepLaws;
import org.generatormatching.tensor.HostArray;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everything in docs/plugin-guide.md is as it is said there. */
class GuideTest {
  private static final String PLUGIN = "src/main/java/com/example/SwirlPlugin.java";
  private static final String ALONE = "src/test/java/com/example/CosineSwirlTest.java";
  private static final List<String> FILES =
      List.of(
          "pom.xml",
          PLUGIN,
          "src/main/resources/META-INF/services/org.generatormatching.api.plugin.GmPlugin",
          "src/test/java/com/example/SwirlLawsTest.java");

  @TempDir Path temp;
  private Path project;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private void gm(String... args) {
    int status =
        Gm.execute(
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            args);
    assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
  }

  @BeforeEach
  void writeTheFilesOfTheGuide() throws IOException {
    project = temp.resolve("swirl");
    for (String name : Stream.concat(FILES.stream(), Stream.of(ALONE)).toList()) {
      Path file = project.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, Guide.file(name));
    }
  }

  /** The plugin with one place of its code changed. */
  private BuiltPlugin changed(String from, String to) throws IOException {
    String source = Guide.file(PLUGIN);
    assertThat(source).containsOnlyOnce(from);
    Files.writeString(project.resolve(PLUGIN), source.replace(from, to));
    return BuiltPlugin.of(project);
  }

  private static BuiltPlugin.Ran laws(BuiltPlugin plugin) throws Exception {
    return plugin.run("com.example.SwirlLawsTest");
  }

  @Test
  void itsFilesAreThoseThatTheCommandMakes() throws IOException {
    Path made = temp.resolve("made");
    gm("new", "plugin", "swirl", "--dir", made.toString());
    for (String name : FILES) {
      assertThat(Files.readString(made.resolve("swirl").resolve(name))).isEqualTo(Guide.file(name));
    }
  }

  /** Maven's own commands need an installed checkout; all others run in the tests below. */
  @Test
  void itHasNoOtherCommands() {
    assertThat(Guide.blocks("sh").stream().flatMap(String::lines))
        .containsExactly(
            "mvn -B -ntp install -DskipTests",
            "./gm new plugin swirl",
            "mvn -B -ntp verify",
            "./gm verify swirl/target/swirl-1.0.jar",
            "export GM_PLUGINS=$PWD/swirl/target/swirl-1.0.jar",
            "./gm plugins",
            "./gm run swirl.yaml");
  }

  @Test
  void aWrongSignFailsAsItIsShown() throws Exception {
    String right = ".plus(e.times(s.sigmaDerivative(t)))";
    String wrong = ".minus(e.times(s.sigmaDerivative(t)))";
    BuiltPlugin.Ran ran = laws(changed(right, wrong));
    List<String> failed = ran.failedLaws().stream().distinct().sorted().toList();
    String named = failed.stream().limit(failed.size() - 1L).collect(joining(", "));
    assertThat(Guide.says("change `" + right + "` to `" + wrong + "`")).isTrue();
    assertThat(Guide.only("The laws ([^.]*) fail;"))
        .isEqualTo(named + " and " + failed.get(failed.size() - 1));
    assertThat(Guide.block("text", "The law:")).isEqualTo(ran.messages().get(0) + "\n");
  }

  @Test
  void aLawTestOfOneGeneratorPasses() throws Exception {
    BuiltPlugin.Ran ran = BuiltPlugin.of(project).run("com.example.CosineSwirlTest");
    assertThat(ran.messages()).isEmpty();
    assertThat(ran.succeeded()).isEqualTo(GeneratorLaws.ALL.size() + StepLaws.ALL.size());
  }

  @Test
  void turnedTheOtherWayNothingFails() throws Exception {
    assertThat(Guide.says("change `.times(omega)` to `.times(-omega)`")).isTrue();
    assertThat(laws(changed(".times(omega)", ".times(-omega)")).messages()).isEmpty();
  }

  @Test
  void theSwirlAloneIsDivergenceFree() throws Exception {
    String source = Guide.file(PLUGIN);
    String begin = "    @Override\n    public Target target";
    String target =
        source.substring(source.indexOf(begin), source.indexOf("\n    /** J e = (-e_2, e_1). */"));
    BuiltPlugin alone = changed(target, Guide.block("java", "Role.DIVERGENCE_FREE"));
    assertThat(laws(alone).messages()).isEmpty();
  }

  @Test
  void theJarIsJudgedByTheCommand() throws IOException {
    gm("verify", BuiltPlugin.of(project).jar().toString(), "--json");
    assertThat(out.toString(StandardCharsets.UTF_8)).contains("swirl@1").contains("\"failed\" : 0");
  }

  /** The launcher hands GM_PLUGINS on as a system property. */
  @Test
  void theJarIsUsedFromAConfiguration() throws IOException {
    Path config = Files.writeString(temp.resolve("swirl.yaml"), Guide.file("swirl.yaml"));
    System.setProperty("gm.plugins", BuiltPlugin.of(project).jar().toString());
    try {
      gm("plugins");
      assertThat(out.toString(StandardCharsets.UTF_8)).contains("swirl@1").contains("plugin.jar");
      String run = temp.resolve("run").toString();
      String[] tiny = {"--set", "training.steps=20", "--set", "sampling.count=60"};
      gm(
          Stream.concat(Stream.of("run", config.toString(), "--out", run), Stream.of(tiny))
              .toArray(String[]::new));
      assertThat(temp.resolve("run/report.html")).isNotEmptyFile();
    } finally {
      System.clearProperty("gm.plugins");
    }
  }

  /** In a JVM of its own, which has the kit and the example and nothing else. */
  @Test
  void theKitAloneVerifiesItWithoutJunitAndWithoutNativeCode() throws Exception {
    BuiltPlugin plugin = BuiltPlugin.of(project);
    Path sources = Files.createDirectory(temp.resolve("verify"));
    Files.writeString(sources.resolve("Verify.java"), Guide.file("Verify.java"));
    Path classes = temp.resolve("verify-classes");
    BuiltPlugin.compile(sources, classes, List.of(plugin.classes()));
    List<Path> path = new ArrayList<>(List.of(classes, plugin.classes()));
    for (Class<?> c :
        List.of(
            HostArray.class,
            GmPlugin.class,
            Law.class,
            SpacesPlugin.class,
            GeneratorsPlugin.class)) {
      path.add(home(c));
    }
    for (Path p : path) {
      assertThat(names(p)).noneMatch(n -> n.matches(".*\\.(so|dylib|dll|jnilib)(\\.\\d+)*"));
    }
    Process java =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                path.stream().map(Path::toString).collect(joining(File.pathSeparator)),
                "Verify")
            .redirectErrorStream(true)
            .start();
    String said = new String(java.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(java.waitFor()).as(said).isZero();
    assertThat(said).matches("[1-9]\\d* subjects, 0 violations\\R");
  }

  private static Path home(Class<?> c) throws URISyntaxException {
    return Path.of(c.getProtectionDomain().getCodeSource().getLocation().toURI());
  }

  private static List<String> names(Path folderOrJar) throws IOException {
    if (Files.isDirectory(folderOrJar)) {
      try (Stream<Path> all = Files.walk(folderOrJar)) {
        return all.map(Path::toString).toList();
      }
    }
    try (JarFile jar = new JarFile(folderOrJar.toFile())) {
      return jar.stream().map(Object::toString).toList();
    }
  }

  @Test
  void itsTableHasEveryLaw() throws ReflectiveOperationException {
    String table =
        "| law | kind | what holds | as a formula |\n|---|---|---|---|\n"
            + allLaws().stream().map(GuideTest::row).collect(joining());
    assertThat(Guide.only("(?m)((?:^\\|.*\n)+)")).isEqualTo(table);
  }

  private static String row(Law<?> law) {
    String equation = law.equation().isEmpty() ? "" : "`" + law.equation() + "`";
    return Stream.of(
                law.id(),
                law.kind().name().toLowerCase(Locale.ROOT),
                law.statement().replace("<", "&lt;"),
                equation)
            .map(s -> s.replace("|", "\\|"))
            .collect(joining(" | ", "| ", " |"))
        + "\n";
  }

  /** Of every class of laws: its constant ALL. */
  private static List<Law<?>> allLaws() throws ReflectiveOperationException {
    List<Law<?>> all = new ArrayList<>();
    for (JavaClass c : new ClassFileImporter().importPackages("org.generatormatching.tck.law")) {
      if (c.getSimpleName().endsWith("Laws")) {
        for (Object law : (List<?>) c.reflect().getField("ALL").get(null)) {
          all.add((Law<?>) law);
        }
      }
    }
    assertThat(all).isNotEmpty();
    return all.stream().sorted(Comparator.comparing((Law<?> l) -> l.id())).toList();
  }
}
