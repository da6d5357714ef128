package org.generatormatching.io;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Lines of UTF-8 text, ended by {@code \n} or {@code \r\n}. Decodes line by line, so that the
 * number of a line that is not UTF-8 is known, and limits their length, because a compressed file
 * of a few kilobytes can hold a line of gigabytes.
 */
final class LineReader {
  private static final int MAX_LENGTH = 1 << 24;

  private final InputStream in;
  private final ByteArrayOutputStream line = new ByteArrayOutputStream();
  private int number;
  private boolean terminated;

  LineReader(InputStream in) {
    this.in = new BufferedInputStream(in, 1 << 16);
  }

  /** The next line without its end, or {@code null} after the last. */
  @Nullable String next() throws IOException {
    line.reset();
    number++;
    terminated = true;
    int b = in.read();
    if (b < 0) {
      return null;
    }
    for (; b >= 0 && b != '\n'; b = in.read()) {
      if (line.size() == MAX_LENGTH) {
        throw new MalformedException("a line longer than " + MAX_LENGTH + " bytes");
      }
      line.write(b);
    }
    terminated = b == '\n';
    String text = line.toString(StandardCharsets.UTF_8);
    if (text.indexOf('\ufffd') >= 0) {
      checkEncoding();
    }
    return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
  }

  /** The number of the line that was read last, from 1. */
  int number() {
    return number;
  }

  /** Whether the line that was read last, or failed, has an end; only a file's last may lack it. */
  boolean terminated() {
    return terminated;
  }

  /** The replacement character came from the decoder, or it was in the file. */
  private void checkEncoding() throws MalformedException {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(line.toByteArray()));
    } catch (CharacterCodingException e) {
      throw new MalformedException("text that is not UTF-8");
    }
  }
}
