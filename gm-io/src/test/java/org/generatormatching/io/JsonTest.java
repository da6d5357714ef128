package org.generatormatching.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

  @Test
  void everyKindOfValueSurvives() throws Exception {
    Map<String, Object> value = new LinkedHashMap<>();
    value.put("string", "quote \" backslash \\ newline \n control \u0001 \u007f é \ud83d\ude00");
    value.put("integer", Long.MIN_VALUE);
    value.put("double", 0.1);
    value.put("tiny", -4.9e-324);
    value.put("list", Arrays.asList(true, false, null, List.of(), Map.of()));
    Json json = Json.of(value);

    assertThat(JsonParser.parse(json.toString(), 100)).isEqualTo(json);
    assertThat(json.toString())
        .isEqualTo(
            "{\"string\":\"quote \\\" backslash \\\\ newline \\n control \\u0001 \\u007f é"
                + " \ud83d\ude00\",\"integer\":-9223372036854775808,\"double\":0.1,"
                + "\"tiny\":-4.9E-324,\"list\":[true,false,null,[],{}]}");
  }

  @Test
  void numbersThatJsonLacksAreStrings() {
    Json.Obj json =
        (Json.Obj) Json.of(Map.of("a", Double.NaN, "b", Float.NEGATIVE_INFINITY, "c", 1, "d", "x"));

    assertThat(json.get("a")).contains(new Json.Str("NaN"));
    assertThat(json.number("a")).hasValue(Double.NaN);
    assertThat(json.number("b")).hasValue(Double.NEGATIVE_INFINITY);
    assertThat(json.number("c")).hasValue(1);
    assertThat(json.number("d")).isEmpty();
    assertThat(json.number("e")).isEmpty();
  }

  @Test
  void escapesAreRead() throws Exception {
    assertThat(JsonParser.parse(" \"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\" ", 1))
        .isEqualTo(new Json.Str("\"\\/\b\f\n\r\té\ud83d\ude00"));
  }

  @Test
  void halfASurrogatePairIsWrittenAsReplacement() {
    assertThat(new Json.Str("a\ud83db\ude00")).hasToString("\"a\ufffdb\ufffd\"");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[",
        "[1",
        "[1,",
        "[1,]",
        "[,1]",
        "[1 2]",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1,\"a\":2}",
        "1 2",
        "01",
        "-",
        "+1",
        "1.",
        ".5",
        "1e",
        "1e+",
        "0x1",
        "NaN",
        "Infinity",
        "tru",
        "truex",
        "nul",
        "\"",
        "\"a",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\u٠٠٠٠\"",
        "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"a\nb\"",
        "\"a\tb\"",
        "\"\0\"",
        "\0",
        "1\0",
        "/* c */ 1",
        "\ufeff1"
      })
  void nothingButJsonIsJson(String text) {
    assertThatThrownBy(() -> JsonParser.parse(text, 100)).isInstanceOf(MalformedException.class);
  }

  @Test
  void depthAndNumberOfValuesAreLimited() throws Exception {
    assertThat(JsonParser.parse("[".repeat(64) + "]".repeat(64), 64)).isInstanceOf(Json.Arr.class);
    assertThatThrownBy(() -> JsonParser.parse("[".repeat(66) + "]".repeat(66), 1000))
        .hasMessage("JSON nested deeper than 64 at character 65");
    assertThatThrownBy(() -> JsonParser.parse("[".repeat(1_000_000), 10_000_000))
        .isInstanceOf(MalformedException.class);
    assertThatThrownBy(() -> JsonParser.parse("[1,2,3]", 3)).hasMessage("too many JSON values");
  }

  @Test
  void messagesSayWhereAndWhat() {
    assertThatThrownBy(() -> JsonParser.parse("{\"a\": tru}", 9))
        .hasMessage("JSON with \"tru}\" at character 6 where a JSON value should be");
    assertThatThrownBy(() -> JsonParser.parse("{\"a\":1", 9))
        .hasMessage("JSON with the end of the text at character 6 where '}' should be");
    assertThatThrownBy(() -> JsonParser.parse("{\"a\":1,\"a\":1}", 9))
        .hasMessage("the name \"a\" a second time at character 7");
  }

  @Test
  void otherObjectsHaveNoJson() {
    assertThatThrownBy(() -> Json.of(new Object())).isInstanceOf(IllegalArgumentException.class);
  }
}
