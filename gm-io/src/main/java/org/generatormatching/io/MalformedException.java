package org.generatormatching.io;

import java.io.IOException;

/**
 * The bytes of a file break its format; the message says how, the reader of the file adds where.
 */
final class MalformedException extends IOException {
  private static final long serialVersionUID = 1L;

  MalformedException(String message) {
    super(message);
  }
}
