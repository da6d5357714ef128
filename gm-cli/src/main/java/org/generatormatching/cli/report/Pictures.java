package org.generatormatching.cli.report;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.generatormatching.api.Batch;
import org.generatormatching.api.Dataset.Layout;
import org.generatormatching.cli.report.Html.Raster;

/** Pictures of points: grids of images, histograms of the plane. */
final class Pictures {
  private static final int GAP = 2;
  private static final byte GAP_GRAY = 0x40;
  private static final int SEPARATOR = 8;

  /** From dark to bright with growing luminance, so that it reads in print and without colour. */
  private static final int[] COLOURS = {
    0x0b1026, 0x1d2a5c, 0x2b4c8c, 0x2f7a9f, 0x3fa796, 0x8ccb7e, 0xe6e36d, 0xfffbe0
  };

  private Pictures() {}

  /** Pictures of one height from left to right; empty if there are none. */
  static Optional<Raster> row(List<Raster> pictures) {
    if (pictures.isEmpty()) {
      return Optional.empty();
    }
    int height = pictures.get(0).height();
    int width = SEPARATOR * (pictures.size() - 1);
    for (Raster r : pictures) {
      width += r.width();
    }
    int channels = pictures.get(0).pixels().length / (pictures.get(0).width() * height);
    byte[] out = new byte[channels * width * height];
    Arrays.fill(out, (byte) 0x80);
    int left = 0;
    for (Raster r : pictures) {
      int n = channels * r.width();
      for (int y = 0; y < height; y++) {
        System.arraycopy(r.pixels(), y * n, out, channels * (y * width + left), n);
      }
      left += r.width() + SEPARATOR;
    }
    return Optional.of(new Raster(width, height, out));
  }

  /** Fewer bins for fewer points, so that a picture shows the density and not its noise. */
  static int bins(int points) {
    return Math.max(24, Math.min(96, (int) Math.sqrt(points / 2.0)));
  }

  /** The values of an array; empty if it is absent, without rows or misshapen. */
  static Optional<double[]> values(Batch batch, String array, long perRow) {
    if (batch.size() == 0 || !batch.arrays().containsKey(array)) {
      return Optional.empty();
    }
    double[] v = batch.get(array).doubles();
    return v.length == perRow * batch.size() ? Optional.of(v) : Optional.empty();
  }

  /** Images in rows and columns with a thin gap, every pixel enlarged to a square. */
  static Raster grid(double[] values, Layout.Image image, int columns, int rows, int scale) {
    int tileWidth = image.width() * scale + GAP;
    int tileHeight = image.height() * scale + GAP;
    int width = columns * tileWidth + GAP;
    int height = rows * tileHeight + GAP;
    byte[] out = new byte[width * height];
    Arrays.fill(out, GAP_GRAY);
    for (int i = 0; i < rows * columns; i++) {
      int corner = (GAP + i / columns * tileHeight) * width + GAP + i % columns * tileWidth;
      int from = i * image.height() * image.width();
      for (int y = 0; y < image.height() * scale; y++) {
        for (int x = 0; x < image.width() * scale; x++) {
          double v = values[from + y / scale * image.width() + x / scale];
          out[corner + y * width + x] = gray(v, image.black(), image.white());
        }
      }
    }
    return new Raster(width, height, out);
  }

  /** One gray image without a frame. */
  static Raster single(double[] values, int height, int width, double black, double white) {
    int scale = Math.max(1, 160 / width);
    byte[] out = new byte[height * width * scale * scale];
    for (int i = 0; i < out.length; i++) {
      int y = i / (width * scale) / scale;
      int x = i % (width * scale) / scale;
      out[i] = gray(values[y * width + x], black, white);
    }
    return new Raster(width * scale, height * scale, out);
  }

  private static byte gray(double v, double black, double white) {
    double level = 255 * (v - black) / (white - black);
    return (byte) Math.round(Math.max(0, Math.min(255, level)));
  }

  /** Counts of points on a square window, as fractions of all points. */
  record Plane2d(int bins, double[] fractions, double outside) {
    static Plane2d of(double[] xy, Layout.Plane plane, int bins) {
      double[] f = new double[bins * bins];
      int n = xy.length / 2;
      int outside = 0;
      for (int i = 0; i < n; i++) {
        double u = (xy[2 * i] - plane.low()) / (plane.high() - plane.low());
        double v = (xy[2 * i + 1] - plane.low()) / (plane.high() - plane.low());
        if (u >= 0 && u < 1 && v >= 0 && v < 1) {
          f[(bins - 1 - (int) (v * bins)) * bins + (int) (u * bins)] += 1.0 / n;
        } else {
          outside++;
        }
      }
      return new Plane2d(bins, f, (double) outside / n);
    }

    /** A high quantile of the bins: a single full bin must not darken all the others. */
    double top() {
      double[] sorted = fractions.clone();
      Arrays.sort(sorted);
      double q = sorted[(int) (0.995 * (sorted.length - 1))];
      return q > 0 ? q : Math.max(sorted[sorted.length - 1], Double.MIN_NORMAL);
    }

    /** A square of exactly {@code side} pixels. */
    Raster raster(double top, int side) {
      byte[] out = new byte[3 * side * side];
      for (int i = 0; i < side * side; i++) {
        double f =
            fractions[
                (int) ((long) (i / side) * bins / side) * bins
                    + (int) ((long) (i % side) * bins / side)];
        int rgb = colour(Math.min(1, f / top));
        out[3 * i] = (byte) (rgb >> 16);
        out[3 * i + 1] = (byte) (rgb >> 8);
        out[3 * i + 2] = (byte) rgb;
      }
      return new Raster(side, side, out);
    }

    private static int colour(double level) {
      double at = level * (COLOURS.length - 1);
      int i = Math.min(COLOURS.length - 2, (int) at);
      int rgb = 0;
      for (int shift = 16; shift >= 0; shift -= 8) {
        int a = COLOURS[i] >> shift & 0xff;
        int b = COLOURS[i + 1] >> shift & 0xff;
        rgb |= (int) Math.round(a + (at - i) * (b - a)) << shift;
      }
      return rgb;
    }
  }
}
