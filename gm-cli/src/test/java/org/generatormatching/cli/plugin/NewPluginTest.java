package org.generatormatching.cli.plugin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.generatormatching.cli.Gm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code gm new plugin} makes compiles and passes as it is, and destroys nothing. */
class NewPluginTest {
  @TempDir Path temp;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private int create(String... more) {
    String[] args =
        Stream.concat(Stream.of("new", "plugin"), Stream.of(more)).toArray(String[]::new);
    return Gm.execute(
        new PrintStream(out, true, StandardCharsets.UTF_8),
        new PrintStream(err, true, StandardCharsets.UTF_8),
        args);
  }

  @Test
  void itCompilesAndPassesEveryLaw() throws Exception {
    int status = create("my-2nd-flow", "--package", "org.acme.flows", "--dir", temp.toString());
    assertThat(status).as(err.toString(StandardCharsets.UTF_8)).isZero();
    Path made = temp.resolve("my-2nd-flow");
    assertThat(out.toString(StandardCharsets.UTF_8))
        .contains("not on Maven Central")
        .contains("mvn -B -ntp install -DskipTests")
        .contains("cd " + made + " && mvn -B -ntp verify");
    BuiltPlugin built = BuiltPlugin.of(made);
    BuiltPlugin.Ran ran = built.run("org.acme.flows.My2ndFlowLawsTest");
    assertThat(ran.messages()).isEmpty();
    assertThat(ran.succeeded()).isGreaterThan(8);
  }

  /**
   * The versions are those of this build; a placeholder that is left would be one that is wrong.
   */
  @Test
  void itsFilesAreFilledIn() throws Exception {
    assertThat(create("swirl", "--dir", temp.toString())).isZero();
    try (Stream<Path> files = Files.walk(temp)) {
      for (Path p : files.filter(Files::isRegularFile).toList()) {
        assertThat(Files.readString(p)).doesNotContain("__").doesNotContain("${").endsWith("\n");
      }
    }
    Path pom = temp.resolve("swirl/pom.xml");
    var document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(pom.toFile());
    assertThat(document.getElementsByTagName("dependency").getLength()).isEqualTo(4);
    String root = Files.readString(Path.of("..", "pom.xml"));
    String version = root.replaceAll("(?s).*<revision>(.*)</revision>.*", "$1");
    assertThat(Files.readString(pom)).contains("<version>" + version + "</version>");
  }

  @Test
  void whatIsThereIsLeftAlone() throws IOException {
    Path precious = Files.createDirectories(temp.resolve("swirl")).resolve("thesis.txt");
    Files.writeString(precious, "years of work");
    assertThat(create("swirl", "--dir", temp.toString())).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("[GM/OUTPUT_EXISTS] the plugin would overwrite what is there: found ")
        .contains("--dir");
    try (Stream<Path> files = Files.list(temp.resolve("swirl"))) {
      assertThat(files).containsExactly(precious);
    }
    assertThat(precious).hasContent("years of work");
  }

  @ParameterizedTest
  @ValueSource(strings = {"Swirl", "1st", "gm", "gm-flow", "../up", "a b", "", "swirl@1", "ä"})
  void aNameThatNoComponentCanHaveIsRefused(String name) throws IOException {
    assertThat(create(name, "--dir", temp.toString())).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("[GM/USAGE] a plugin cannot have this name: found '" + name + "'");
    try (Stream<Path> files = Files.list(temp)) {
      assertThat(files).isEmpty();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"com.example.int", "com..example", "Com/x", "org.generatormatching.x"})
  void aPackageThatJavaCannotHaveIsRefused(String name) {
    assertThat(create("swirl", "--package", name, "--dir", temp.toString())).isEqualTo(2);
    assertThat(err.toString(StandardCharsets.UTF_8))
        .startsWith("[GM/USAGE] a plugin's classes cannot be in this package: found '" + name);
  }

  @Test
  void bothProblemsAreToldTogether() {
    assertThat(create("Swirl", "--package", "new", "--dir", temp.toString())).isEqualTo(2);
    List<String> lines = err.toString(StandardCharsets.UTF_8).lines().toList();
    assertThat(lines).hasSize(2).allMatch(l -> l.startsWith("[GM/USAGE]"));
  }
}
