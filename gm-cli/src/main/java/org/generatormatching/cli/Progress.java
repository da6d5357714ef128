package org.generatormatching.cli;

import java.io.PrintStream;
import java.util.Locale;

/**
 * Follows long work in one line: a bar that redraws itself on a terminal, else a line every few
 * seconds, so that logs stay readable.
 */
final class Progress {
  private static final int BAR = 24;
  private static final double SECONDS_PER_LINE = 10;
  private static final double SECONDS_PER_REDRAW = 0.2;

  private final PrintStream err;
  private final boolean interactive;
  private final String what;
  private final long total;
  private final long start = System.nanoTime();
  private double shown = Double.NEGATIVE_INFINITY;
  private int width;

  Progress(Console console, String what, long total) {
    this.err = console.err();
    this.interactive = console.interactive();
    this.what = what;
    this.total = total;
  }

  /**
   * Shows how far the work is.
   *
   * @param done of the total
   * @param note what else to tell, for example the loss
   */
  void at(long done, String note) {
    double now = seconds();
    boolean last = done >= total;
    if (!last && now - shown < (interactive ? SECONDS_PER_REDRAW : SECONDS_PER_LINE)) {
      return;
    }
    shown = now;
    String line = line(done, note, now);
    if (interactive) {
      int blank = Math.max(0, width - line.length());
      err.print("\r" + line + " ".repeat(blank) + (last ? "\n" : ""));
      err.flush();
      width = line.length();
    } else {
      err.println(line);
    }
  }

  /** Makes room for other output; the next call draws the line again. */
  void clear() {
    if (interactive && width > 0) {
      err.print("\r" + " ".repeat(width) + "\r");
      err.flush();
      width = 0;
      shown = Double.NEGATIVE_INFINITY;
    }
  }

  private String line(long done, String note, double now) {
    double speed = now > 0 ? done / now : 0;
    StringBuilder s = new StringBuilder(what).append(' ');
    if (interactive) {
      int full = (int) (BAR * done / Math.max(1, total));
      s.append('[').append("#".repeat(full)).append(".".repeat(BAR - full)).append("] ");
    }
    s.append(String.format(Locale.ROOT, "%,d/%,d", done, total));
    if (!note.isEmpty()) {
      s.append("  ").append(note);
    }
    if (speed > 0) {
      s.append(String.format(Locale.ROOT, "  %s/s", number(speed)));
    }
    double left = speed > 0 ? (total - done) / speed : 0;
    return s.append("  ")
        .append(done >= total ? "in " + duration(now) : duration(left) + " left")
        .toString();
  }

  private static String number(double v) {
    return String.format(Locale.ROOT, v >= 100 ? "%,.0f" : "%.1f", v);
  }

  /** Seconds in words: 8 s, 2 min 5 s, 1 h 3 min. */
  static String duration(double seconds) {
    long s = Math.round(seconds);
    if (s < 60) {
      return s + " s";
    }
    return s < 3600 ? s / 60 + " min " + s % 60 + " s" : s / 3600 + " h " + s % 3600 / 60 + " min";
  }

  private double seconds() {
    return (System.nanoTime() - start) / 1e9;
  }
}
