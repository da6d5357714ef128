package org.generatormatching.io;

import java.io.BufferedOutputStream;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes a file so that its path always names a complete file: the old one, or the new one.
 *
 * <p>The bytes go to a temporary file in the same directory ({@code .gm-<process>-<number>.tmp}),
 * reach the disk, and only then take the place of the old file in one rename. If anything fails (a
 * full disk, a limit on the size of files, a power cut), the old file is still there as it was. The
 * temporary file is removed, unless the process itself was killed: {@link #removeAbandoned} does it
 * then.
 *
 * <p>An existing file keeps its permissions; behind a symbolic link the link's target is replaced.
 * Devices and pipes hold nothing that could be kept and are written to directly.
 */
public final class AtomicFile {
  private static final int MAX_ATTEMPTS = 1000;
  private static final Pattern TEMPORARY = Pattern.compile("\\.gm-([0-9]{1,18})-[0-9]+\\.tmp");

  private AtomicFile() {}

  /** What to write. */
  @FunctionalInterface
  public interface Content {
    /** Writes everything to the stream; may close it, which does no more than flush. */
    void writeTo(OutputStream out) throws IOException;
  }

  /**
   * Writes a file; its directory must exist.
   *
   * @throws org.generatormatching.tensor.GmException FILE with the path and the cause
   */
  public static void write(Path path, Content content) {
    try {
      if (Files.exists(path) && !Files.isRegularFile(path)) {
        try (OutputStream out = Files.newOutputStream(path)) {
          content.writeTo(out);
        }
      } else {
        replace(Files.isSymbolicLink(path) ? path.toRealPath() : path.toAbsolutePath(), content);
      }
    } catch (IOException e) {
      throw FileProblems.unwritable(path, e);
    }
  }

  /** Writes bytes to a file; its directory must exist. */
  public static void write(Path path, byte[] bytes) {
    write(path, out -> out.write(bytes));
  }

  /** Whether a file of this name is a temporary one, complete or not. */
  public static boolean isTemporary(Path path) {
    return TEMPORARY.matcher(String.valueOf(path.getFileName())).matches();
  }

  /**
   * Removes the temporary files in a directory that killed processes have left behind. Those of a
   * process that lives are in use and stay.
   *
   * @return how many were removed; 0 where there is no such directory
   * @throws org.generatormatching.tensor.GmException FILE if one cannot be removed
   */
  public static int removeAbandoned(Path directory) {
    if (!Files.isDirectory(directory)) {
      return 0;
    }
    try (Stream<Path> files = Files.list(directory)) {
      int removed = 0;
      for (Path file : files.filter(AtomicFile::isTemporary).toList()) {
        Matcher name = TEMPORARY.matcher(file.getFileName().toString());
        if (name.matches() && ProcessHandle.of(Long.parseLong(name.group(1))).isEmpty()) {
          removed += Files.deleteIfExists(file) ? 1 : 0;
        }
      }
      return removed;
    } catch (IOException e) {
      throw FileProblems.unwritable(directory, e);
    }
  }

  private static void replace(Path path, Content content) throws IOException {
    boolean exists = Files.exists(path);
    if (exists && !Files.isWritable(path)) {
      // A rename asks only for the directory's permission and would pass over the file's.
      throw new AccessDeniedException(path.toString());
    }
    Path directory = path.getParent() == null ? path : path.getParent();
    Path temporary = createTemporary(directory);
    boolean done = false;
    try {
      fill(temporary, content);
      if (exists) {
        copyPermissions(path, temporary);
      }
      Files.move(temporary, path, StandardCopyOption.ATOMIC_MOVE);
      done = true;
    } finally {
      if (!done) {
        Files.deleteIfExists(temporary);
      }
    }
    syncDirectory(directory);
  }

  private static Path createTemporary(Path directory) throws IOException {
    long process = ProcessHandle.current().pid();
    for (int i = 0; ; i++) {
      Path candidate = directory.resolve(".gm-" + process + "-" + i + ".tmp");
      try {
        return Files.createFile(candidate);
      } catch (FileAlreadyExistsException e) {
        if (i == MAX_ATTEMPTS) {
          throw e;
        }
      }
    }
  }

  private static void fill(Path temporary, Content content) throws IOException {
    // Not a channel: an interrupt would close it, and a run that is told to stop saves its state.
    try (FileOutputStream file = new FileOutputStream(temporary.toFile())) {
      OutputStream out =
          new BufferedOutputStream(file, 1 << 16) {
            @Override
            public void close() throws IOException {
              flush();
            }
          };
      content.writeTo(out);
      out.flush();
      file.getFD().sync();
    }
  }

  private static void copyPermissions(Path from, Path to) throws IOException {
    if (from.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      Files.setPosixFilePermissions(to, Files.getPosixFilePermissions(from));
    }
  }

  private static void syncDirectory(Path directory) {
    try (FileChannel channel = FileChannel.open(directory, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException e) {
      // Some systems cannot: there a power cut may bring back the old file, which is complete too.
      return;
    }
  }
}
