package org.generatormatching.io;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/** Reads a table of texts, and collects what is wrong with it. */
final class CsvTexts {
  private CsvTexts() {}

  static TextTable read(InputStream in, String name) throws IOException {
    LineReader lines = new LineReader(in);
    List<Problem> problems = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    int line = 1;
    try {
      for (String text = lines.next(); text != null; text = lines.next()) {
        boolean marked = line == 1 && text.startsWith(CsvReader.BYTE_ORDER_MARK);
        List<String> cells = CsvReader.split(marked ? text.substring(1) : text);
        if (!rows.isEmpty() && cells.size() != rows.get(0).size()) {
          problems.add(
              Problem.of(GmError.DATA, "a row of another width")
                  .found(cells.size() + " cells")
                  .expected(rows.get(0).size() + " as in the first line")
                  .at(name + ":" + line));
        }
        rows.add(cells);
        line++;
        if (problems.size() == FileProblems.MOST) {
          break;
        }
      }
    } catch (MalformedException e) {
      problems.add(Problem.of(GmError.DATA, FileProblems.reason(e)).at(name + ":" + line));
    }
    if (problems.isEmpty() && rows.size() < 2) {
      problems.add(
          Problem.of(GmError.DATA, "the table is empty")
              .expected("names of columns and at least one row")
              .at(name));
    }
    if (problems.isEmpty() && new HashSet<>(rows.get(0)).size() < rows.get(0).size()) {
      problems.add(
          Problem.of(GmError.DATA, "two columns of one name").found(rows.get(0)).at(name + ":1"));
    }
    FileProblems.check(problems);
    return new TextTable(rows.get(0), rows.subList(1, rows.size()));
  }
}
