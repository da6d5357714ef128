package org.generatormatching.training.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * Checkpoints as {@link SummedArrays} of the format {@value #FORMAT}.
 *
 * <p>The texts: {@code step}, {@code seconds}, {@code loss-sum}, {@code loss-count}; {@code model},
 * its lines; {@code settings.KEY}.
 */
final class CheckpointFormat {
  static final String FORMAT = "gm-checkpoint@1";
  private static final String SETTING = "settings.";

  private CheckpointFormat() {}

  static void write(Path file, Checkpoint c) {
    Map<String, String> texts = new LinkedHashMap<>();
    Position p = c.position();
    texts.put("step", Long.toString(p.step()));
    texts.put("seconds", Double.toString(p.seconds()));
    texts.put("loss-sum", Double.toString(p.lossSum()));
    texts.put("loss-count", Long.toString(p.lossCount()));
    texts.put("model", String.join("\n", c.identity().model()));
    c.identity().settings().forEach((k, v) -> texts.put(SETTING + k, v));
    new SummedArrays(texts, c.arrays()).write(file, FORMAT);
  }

  static Checkpoint read(Path file) {
    SummedArrays content = SummedArrays.read(file, FORMAT, "the checkpoint");
    Map<String, String> texts = content.texts();
    try {
      return new Checkpoint(identity(texts), position(texts), content.arrays(), file.toString());
    } catch (IllegalArgumentException e) {
      throw Problem.of(GmError.CHECKPOINT, "the checkpoint's header is incomplete")
          .found(String.valueOf(e.getMessage()))
          .at(file)
          .exception(e);
    }
  }

  private static Identity identity(Map<String, String> texts) {
    Map<String, String> settings = new LinkedHashMap<>();
    texts.forEach(
        (k, v) -> {
          if (k.startsWith(SETTING)) {
            settings.put(k.substring(SETTING.length()), v);
          }
        });
    return new Identity(List.of(text(texts, "model").split("\n", -1)), settings);
  }

  private static Position position(Map<String, String> texts) {
    return new Position(
        Long.parseLong(text(texts, "step")),
        Double.parseDouble(text(texts, "seconds")),
        Double.parseDouble(text(texts, "loss-sum")),
        Long.parseLong(text(texts, "loss-count")));
  }

  private static String text(Map<String, String> texts, String key) {
    String value = texts.get(key);
    if (value == null) {
      throw new IllegalArgumentException("no '" + key + "'");
    }
    return value;
  }
}
