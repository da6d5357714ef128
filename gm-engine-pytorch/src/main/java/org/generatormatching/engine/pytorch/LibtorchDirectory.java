package org.generatormatching.engine.pytorch;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A directory with a libtorch that comes from no jar: a Python package's {@code torch/lib}, an
 * unpacked archive, or links to one of them.
 *
 * @param path the directory
 * @param version what the files beside it say of its version, {@code 2.7.1}; may be empty
 * @param flavor {@code cpu} or the version of CUDA, {@code cu128}; may be empty
 */
record LibtorchDirectory(Path path, Optional<String> version, Optional<String> flavor) {
  private static final Pattern VERSION = Pattern.compile("(\\d+\\.\\d+\\.\\d+)(?:\\+(\\w+))?");

  /** The first of the paths that holds a libtorch. */
  static Optional<LibtorchDirectory> find(String paths) {
    String library = System.mapLibraryName("torch");
    return Arrays.stream(paths.split(File.pathSeparator))
        .map(File::new)
        .map(f -> f.getName().equals(library) ? f : new File(f, library))
        .filter(File::isFile)
        .map(f -> of(f.getAbsoluteFile().toPath()))
        .findFirst();
  }

  private static LibtorchDirectory of(Path library) {
    String told = told(library);
    Matcher m = VERSION.matcher(told);
    boolean known = m.find();
    return new LibtorchDirectory(
        library.resolveSibling(""),
        known ? Optional.of(m.group(1)) : Optional.empty(),
        known ? Optional.ofNullable(m.group(2)) : Optional.empty());
  }

  /** The line with the version in the file that a Python package or an archive keeps of it. */
  private static String told(Path library) {
    try {
      Path root = library.toRealPath().resolve("../..").normalize();
      for (String name : new String[] {"version.py", "build-version"}) {
        Path file = root.resolve(name);
        if (Files.isRegularFile(file)) {
          try (Stream<String> lines = Files.lines(file)) {
            return lines.filter(l -> VERSION.matcher(l).find()).findFirst().orElse("");
          }
        }
      }
      return "";
    } catch (IOException | UncheckedIOException e) {
      return "";
    }
  }

  /** Whether there is a libdjl_torch beside it. */
  boolean bound() {
    String binding = System.mapLibraryName("djl_torch");
    String[] own = path.toFile().list((d, name) -> name.endsWith(binding));
    return own != null && own.length > 0;
  }

  @Override
  public String toString() {
    return path
        + version.map(v -> ", version " + v).orElse("")
        + flavor.map(f -> "+" + f).orElse("");
  }
}
