package org.generatormatching.cli.report;

import java.nio.charset.StandardCharsets;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset.Layout;
import org.generatormatching.tensor.HostArray;

/** Points that are lines of text, to be read. */
public final class Passages {
  private static final String LINE_BREAK = "↵";

  private Passages() {}

  /** One line per point, line breaks inside a point as ↵, in UTF-8. */
  public static byte[] file(Batch points, Layout.Text layout) {
    return lines(points, layout, points.size()).getBytes(StandardCharsets.UTF_8);
  }

  /** The first lines. */
  static String lines(Batch points, Layout.Text layout, int most) {
    HostArray codes = points.get(layout.array());
    int rows = Math.min(most, points.size());
    int length = points.size() == 0 ? 0 : codes.size() / points.size();
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < rows; i++) {
      for (int j = 0; j < length; j++) {
        int code = (int) codes.get(i * length + j);
        if (code == '\n' || code == '\r') {
          out.append(LINE_BREAK);
        } else {
          out.appendCodePoint(Character.isValidCodePoint(code) ? code : '\uFFFD');
        }
      }
      out.append('\n');
    }
    return out.toString();
  }
}
