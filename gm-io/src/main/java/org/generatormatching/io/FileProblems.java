package org.generatormatching.io;

import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.Problem;

/** Words for what went wrong with a file, the same in every format. */
final class FileProblems {
  /** So many problems of one file are told at once; more would only repeat themselves. */
  static final int MOST = 20;

  private static final int LONGEST_QUOTE = 60;

  private FileProblems() {}

  static GmException unreadable(Path path, IOException cause) {
    return Problem.of(GmError.FILE, "the file cannot be read: " + reason(cause))
        .at(path)
        .exception(cause);
  }

  static GmException unwritable(Path path, IOException cause) {
    return Problem.of(GmError.FILE, "the file cannot be written: " + reason(cause))
        .at(path)
        .exception(cause);
  }

  /** The cause without the path, which many of Java's messages consist of. */
  static String reason(IOException cause) {
    if (cause instanceof NoSuchFileException) {
      return "no such file or directory";
    }
    if (cause instanceof AccessDeniedException) {
      return "access denied";
    }
    if (cause instanceof CharacterCodingException) {
      return "not UTF-8";
    }
    if (cause instanceof EOFException) {
      return "it ends too early";
    }
    String message =
        cause instanceof FileSystemException f && f.getReason() != null
            ? f.getReason()
            : cause.getMessage();
    return message == null ? cause.getClass().getSimpleName() : message;
  }

  /** Throws the problems, if there are any, together. */
  static void check(List<Problem> problems) {
    if (!problems.isEmpty()) {
      throw GmException.of(problems.subList(0, Math.min(MOST, problems.size())));
    }
  }

  /** Text of a file as it can be shown in one line of a message: escaped and cut. */
  static String quote(String text) {
    boolean cut = text.length() > LONGEST_QUOTE;
    String shown = new Json.Str(cut ? text.substring(0, LONGEST_QUOTE) : text).toString();
    return cut ? shown + "..." : shown;
  }
}
