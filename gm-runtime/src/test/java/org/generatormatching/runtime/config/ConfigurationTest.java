package org.generatormatching.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tensor.GmException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.dataformat.yaml.YAMLMapper;

class ConfigurationTest {
  private static final Registry REGISTRY = Registry.discover();
  private static final Path EXAMPLES = Path.of("..", "examples");

  private static Configuration load(String example, String... overrides) {
    return Configuration.load(EXAMPLES.resolve(example + ".yaml"), List.of(overrides), REGISTRY);
  }

  @ParameterizedTest
  @ValueSource(strings = {"digits", "checkerboard", "moons"})
  void aResolvedConfigurationResolvesToItself(String example) {
    Configuration once = load(example);
    Configuration twice =
        Configuration.parse(once.yaml(), "resolved", once.base(), List.of(), REGISTRY);
    assertThat(twice.resolved()).isEqualTo(once.resolved());
    assertThat(twice.config()).isEqualTo(once.config());
    assertThat(twice.values().values()).allMatch(v -> v.origin().equals("file"));
  }

  @Test
  void overridesReachListsShortComponentsAndNewKeys() {
    Configuration c =
        load(
            "moons",
            "model.factors[0].space.dims=[3]",
            "data.noise=0.2",
            "engine.threads=2",
            "training.learning-rate=3e-4");
    assertThat(c.config().model().factors().get(0).space().settings())
        .containsEntry("dims", List.of(3));
    assertThat(c.config().data()).isEqualTo(new Component("moons@1", c.config().data().settings()));
    assertThat(c.config().data().settings()).containsEntry("noise", 0.2);
    assertThat(c.config().engine().threads()).isEqualTo(2);
    assertThat(c.config().training().learningRate()).isEqualTo(3e-4);
    assertThat(c.values().get("engine.threads").origin()).isEqualTo("command line");
  }

  @Test
  void overridesThatNameNothingAreToldTogetherWithTheRest() {
    assertThatThrownBy(() -> load("moons", "nonsense", "model.factors[3].name=x", "seed=much"))
        .isInstanceOf(GmException.class)
        .hasMessageContaining("[GM/USAGE] --set needs a path and a value: found 'nonsense'")
        .hasMessageContaining("[GM/USAGE] --set names a place that does not exist")
        .hasMessageContaining("wrong type: found the text 'much'; expected a whole number");
  }

  @Test
  void aKeyTwiceAndAMissingKeyAreErrors() throws IOException {
    String text = Files.readString(EXAMPLES.resolve("moons.yaml"));
    assertThatThrownBy(() -> parse(text + "\nseed: 2\n")).hasMessageContaining("[GM/CONFIG]");
    assertThatThrownBy(() -> parse(text.replace("data: moons@1", "")))
        .hasMessageContaining("[GM/CONFIG] a required key is missing: expected 'data'");
  }

  private static Configuration parse(String text) {
    return Configuration.parse(text, "text", EXAMPLES, List.of(), REGISTRY);
  }

  @Test
  void theSchemaAcceptsTheExamplesAndRejectsAMisspeltKey() throws IOException {
    String schema = new JsonMapper().writeValueAsString(new ConfigSchema(REGISTRY).tree());
    Schema validator =
        SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
            .getSchema(schema, InputFormat.JSON);
    for (String example : List.of("digits", "checkerboard", "moons")) {
      String yaml = Files.readString(EXAMPLES.resolve(example + ".yaml"));
      assertThat(errors(validator, yaml)).as(example).isEmpty();
      assertThat(errors(validator, load(example).yaml())).as(example).isEmpty();
      assertThat(errors(validator, yaml.replace("steps:", "stpes:"))).isNotEmpty();
    }
  }

  private static List<Error> errors(Schema schema, String yaml) {
    Object tree = new YAMLMapper().readValue(yaml, Object.class);
    return schema.validate(new JsonMapper().writeValueAsString(tree), InputFormat.JSON);
  }
}
