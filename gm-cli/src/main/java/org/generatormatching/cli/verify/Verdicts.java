package org.generatormatching.cli.verify;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.generatormatching.mutants.MutantVerdict;
import org.jspecify.annotations.Nullable;

/** What the laws said of the mutants. */
public final class Verdicts {
  private Verdicts() {}

  /** The object that {@code gm verify --mutants --json} prints. */
  public static Map<String, Object> tree(List<MutantVerdict> verdicts) {
    List<Object> rows = new ArrayList<>();
    for (MutantVerdict v : verdicts) {
      Map<String, @Nullable Object> m = new LinkedHashMap<>();
      m.put("law", v.law());
      m.put("mutant", v.name());
      m.put("subject", v.subject());
      m.put("change", v.change());
      m.put("expected", Findings.number(v.expected()));
      m.put("basis", v.basis());
      m.put("seen", Findings.number(v.seen()));
      m.put("threshold", Findings.number(v.threshold()));
      m.put("caught", v.caught());
      m.put("touched", v.touched());
      m.put("alarms", v.alarms());
      m.put("seconds", Findings.number(v.seconds()));
      rows.add(m);
    }
    Map<String, Object> m = new LinkedHashMap<>();
    m.put("mutants", rows);
    m.put("caught", verdicts.stream().filter(MutantVerdict::caught).count());
    m.put("missed", verdicts.stream().filter(v -> !v.caught()).count());
    m.put("laws", laws(verdicts));
    return m;
  }

  /** A line per mutant and a sum. */
  public static String table(List<MutantVerdict> verdicts) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            "%-5s %-34s %10s %10s %10s  %s%n",
            "law", "mutant", "expected", "seen", "threshold", "change"));
    for (MutantVerdict v : verdicts) {
      text.append(
          String.format(
              Locale.ROOT,
              "%-5s %-34s %10.3g %10.3g %10.3g  %s%s%n",
              v.law(),
              v.name(),
              v.expected(),
              v.seen(),
              v.threshold(),
              v.change(),
              remark(v)));
    }
    long caught = verdicts.stream().filter(MutantVerdict::caught).count();
    text.append(
        String.format(
            "%d of %d mutants caught, by %d laws%n", caught, verdicts.size(), laws(verdicts)));
    return text.toString();
  }

  private static String remark(MutantVerdict v) {
    if (!v.caught()) {
      return "  NOT CAUGHT " + v.detail();
    }
    String touched = v.touched().isEmpty() ? "" : "  fails also " + v.touched();
    return touched + (v.alarms().isEmpty() ? "" : "  the original fails " + v.alarms());
  }

  private static long laws(List<MutantVerdict> verdicts) {
    return verdicts.stream().map(MutantVerdict::law).distinct().count();
  }
}
