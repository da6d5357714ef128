package org.generatormatching.io;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PngTest {
  @TempDir Path directory;

  @ParameterizedTest
  @CsvSource({"1,1", "1,7", "7,1", "13,5", "300,200"})
  void anotherDecoderSeesTheSamePixels(int width, int height) throws Exception {
    for (int channels : new int[] {1, 3}) {
      byte[] pixels = new byte[width * height * channels];
      new Random(1).nextBytes(pixels);

      byte[] png = Png.encode(width, height, pixels);

      BufferedImage image = ImageIO.read(new ByteArrayInputStream(png));
      assertThat(image.getWidth()).isEqualTo(width);
      assertThat(image.getHeight()).isEqualTo(height);
      assertThat(image.getRaster().getNumBands()).isEqualTo(channels);
      int[] expected = new int[pixels.length];
      for (int i = 0; i < pixels.length; i++) {
        expected[i] = pixels[i] & 0xff;
      }
      assertThat(image.getRaster().getPixels(0, 0, width, height, (int[]) null))
          .isEqualTo(expected);
    }
  }

  @Test
  void streamsAndFilesGetTheSameBytes() throws Exception {
    byte[] pixels = {0, (byte) 255, 7, 8, 9, 10};
    Path path = directory.resolve("image.png");
    ByteArrayOutputStream stream = new ByteArrayOutputStream();

    Png.write(path, 2, 3, pixels);
    Png.write(stream, 2, 3, pixels);

    assertThat(Files.readAllBytes(path))
        .isEqualTo(stream.toByteArray())
        .isEqualTo(Png.encode(2, 3, pixels));
  }

  @ParameterizedTest
  @CsvSource({"0,0,0", "2,0,0", "-1,-1,1", "2,2,3", "2,2,8", "2,2,16", "65536,65536,0"})
  void pixelsMustFillTheImage(int width, int height, int bytes) {
    assertThatThrownBy(() -> Png.encode(width, height, new byte[bytes]))
        .hasMessageStartingWith("[GM/SHAPE] the pixels do not fill the image: found " + bytes);
  }
}
