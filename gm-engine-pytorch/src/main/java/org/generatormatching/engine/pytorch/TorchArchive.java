package org.generatormatching.engine.pytorch;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * Packs TorchScript source as libtorch reads it: a zip of uncompressed entries with the source of
 * one module class, a pickle that makes an instance of it, an empty pickle of constants, and the
 * version of the format.
 */
final class TorchArchive {
  /** Version 3 and less make {@code torch.div} of integers truncate; 2.7 reads no more than 10. */
  private static final String FORMAT = "10\n";

  /** Makes an instance of class M with its one attribute, training = True. */
  private static final byte[] INSTANCE = {
    (byte) 0x80,
    2,
    'c',
    '_',
    '_',
    't',
    'o',
    'r',
    'c',
    'h',
    '_',
    '_',
    '\n',
    'M',
    '\n',
    'q',
    0,
    ')',
    (byte) 0x81,
    '}',
    '(',
    'X',
    8,
    0,
    0,
    0,
    't',
    'r',
    'a',
    'i',
    'n',
    'i',
    'n',
    'g',
    'q',
    1,
    (byte) 0x88,
    'u',
    'b',
    'q',
    2,
    '.'
  };

  private static final String HEAD =
      "class M(Module):\n  __parameters__ = []\n  __buffers__ = []\n  training : bool\n";

  /** Number of lines before the first method. */
  static final int HEAD_LINES = 4;

  private static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

  private TorchArchive() {}

  /** An archive whose module has the given methods, whose lines are not yet indented. */
  static byte[] of(String methods) {
    StringBuilder source = new StringBuilder(HEAD);
    methods.lines().forEach(l -> source.append("  ").append(l).append('\n'));
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(source.length() + 1024);
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      put(zip, "m/data.pkl", INSTANCE);
      put(zip, "m/code/__torch__.py", source.toString().getBytes(StandardCharsets.UTF_8));
      put(zip, "m/constants.pkl", NO_CONSTANTS);
      put(zip, "m/version", FORMAT.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void put(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    ZipEntry entry = new ZipEntry(name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(bytes.length);
    entry.setCompressedSize(bytes.length);
    entry.setCrc(sum.getValue());
    entry.setTime(0);
    zip.putNextEntry(entry);
    zip.write(bytes);
    zip.closeEntry();
  }
}
