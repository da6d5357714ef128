package org.generatormatching.training.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.generatormatching.api.Codec;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Problem;

/**
 * What fitting a codec found, kept with a run as {@link SummedArrays} of the format {@value
 * #FORMAT}: a run goes on, and its samples are decoded, with the values that it began with,
 * whatever has become of its data since.
 */
public final class CodecValues {
  static final String FORMAT = "gm-codec@1";
  private static final String CODEC = "codec";

  private CodecValues() {}

  /**
   * Writes the values of a fitted codec, atomically.
   *
   * @throws GmException [GM/FILE] with the path and the reason
   */
  public static void write(Path file, Codec codec) {
    new SummedArrays(Map.of(CODEC, codec.id().toString()), codec.fitted()).write(file, FORMAT);
  }

  /**
   * Reads the values, for {@link Codec.Kind#restore}.
   *
   * @param codec whose they must be
   * @throws GmException [GM/CHECKPOINT] if they are missing, damaged or of another codec
   */
  public static Map<String, HostArray> read(Path file, ComponentId codec) {
    if (!Files.exists(file)) {
      throw Problem.of(GmError.CHECKPOINT, "the fitted values of the run's codec are missing")
          .expected("those of '" + codec + "'")
          .at(file)
          .advice("Bring the file back, or train again: without it samples cannot be decoded.")
          .exception();
    }
    SummedArrays content = SummedArrays.read(file, FORMAT, "the file of the codec's values");
    String of = content.texts().getOrDefault(CODEC, "none");
    if (!of.equals(codec.toString())) {
      throw Problem.of(GmError.CHECKPOINT, "the fitted values are those of another codec")
          .found("'" + of + "'")
          .expected("'" + codec + "'")
          .at(file)
          .exception();
    }
    return content.arrays();
  }
}
