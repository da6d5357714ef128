package org.generatormatching.io;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.Problem;

/**
 * PNG images of 8 bits per channel, gray or RGB.
 *
 * <p>Pixels come row by row from the top, one byte for each (gray) or three (red, green, blue), 0
 * is dark and 255 bright; their number says which. Needs no display and none of the desktop
 * classes.
 *
 * @see <a href="https://www.w3.org/TR/png-3/">PNG, third edition</a>
 */
public final class Png {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
  private static final byte GRAY = 0;
  private static final byte RGB = 2;
  private static final int UNFILTERED = 0;

  private Png() {}

  /**
   * The bytes of an image file.
   *
   * @throws org.generatormatching.tensor.GmException SHAPE if the pixels do not fill the image
   */
  public static byte[] encode(int width, int height, byte[] pixels) {
    long area = (long) width * height;
    if (width <= 0 || height <= 0 || (pixels.length != area && pixels.length != 3 * area)) {
      throw Problem.of(GmError.SHAPE, "the pixels do not fill the image")
          .found(pixels.length + " bytes for " + width + " x " + height)
          .expected("1 or 3 bytes for each pixel of a width and height from 1 on")
          .exception();
    }
    boolean gray = pixels.length == area;
    ByteBuffer header = ByteBuffer.allocate(13).putInt(width).putInt(height);
    header.put((byte) 8).put(gray ? GRAY : RGB);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(SIGNATURE);
    writeChunk(out, "IHDR", header.array());
    writeChunk(out, "IDAT", compress(pixels, gray ? width : 3 * width));
    writeChunk(out, "IEND", new byte[0]);
    return out.toByteArray();
  }

  /** Writes an image to a stream, which stays open. */
  public static void write(OutputStream out, int width, int height, byte[] pixels)
      throws IOException {
    out.write(encode(width, height, pixels));
  }

  /** Writes an image file, atomically; see {@link AtomicFile}. */
  public static void write(Path path, int width, int height, byte[] pixels) {
    AtomicFile.write(path, encode(width, height, pixels));
  }

  /** Filters that predict a pixel from its neighbours help photographs, not plots: none is used. */
  private static byte[] compress(byte[] pixels, int rowBytes) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
      for (int row = 0; row < pixels.length; row += rowBytes) {
        out.write(UNFILTERED);
        out.write(pixels, row, rowBytes);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  private static void writeChunk(ByteArrayOutputStream out, String type, byte[] data) {
    byte[] name = type.getBytes(StandardCharsets.US_ASCII);
    CRC32 checksum = new CRC32();
    checksum.update(name);
    checksum.update(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt(data.length).array());
    out.writeBytes(name);
    out.writeBytes(data);
    out.writeBytes(ByteBuffer.allocate(4).putInt((int) checksum.getValue()).array());
  }
}
