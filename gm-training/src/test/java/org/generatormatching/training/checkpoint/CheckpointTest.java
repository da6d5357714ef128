package org.generatormatching.training.checkpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.generatormatching.io.SafeTensors;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.GmError;
import org.generatormatching.tensor.GmException;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.tensor.Shape;
import org.generatormatching.tensor.Weight;
import org.generatormatching.tensor.Weights;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointTest {
  private static final List<String> MODEL =
      List.of("network mlp@1", "predicts velocity@1.x FLOAT32[B, 2]");

  @TempDir Path folder;

  static Checkpoint tiny(long step) {
    Map<String, HostArray> arrays =
        Map.of(
            "average/k",
            HostArray.of(new float[] {1, Float.MIN_VALUE, -0f}, 3),
            "weight/k",
            HostArray.of(new float[] {Float.NaN, 2, 3}, 3),
            "steps",
            HostArray.of(new long[] {step}, 1),
            "norm",
            HostArray.of(new double[] {Math.PI}, 1),
            "on",
            HostArray.of(new boolean[] {true, false}, 2));
    Identity identity = new Identity(MODEL, Map.of("seed", "1", "batch", "8"));
    return new Checkpoint(identity, new Position(step, 1.5, 0.1 + 0.2, 3), arrays);
  }

  private static GmError code(ThrowingCallable call) {
    try {
      call.call();
    } catch (GmException e) {
      return e.code();
    } catch (Throwable e) {
      throw new AssertionError("not told as a problem", e);
    }
    throw new AssertionError("accepted");
  }

  @Test
  void comesBackBitForBit() {
    Path file = folder.resolve("c.safetensors");
    tiny(7).write(file);
    Checkpoint c = Checkpoint.read(file);
    assertThat(c.arrays()).isEqualTo(tiny(7).arrays());
    assertThat(c.identity()).isEqualTo(tiny(7).identity());
    assertThat(c.position()).isEqualTo(new Position(7, 1.5, 0.1 + 0.2, 3));
    assertThat(c.source()).isEqualTo(file.toString());
  }

  @Test
  void cutAtAnyByteIsDamage() throws IOException {
    Path file = folder.resolve("c.safetensors");
    tiny(7).write(file);
    byte[] whole = Files.readAllBytes(file);
    Path cut = folder.resolve("cut.safetensors");
    for (int n = 0; n < whole.length; n++) {
      Files.write(cut, Arrays.copyOf(whole, n));
      assertThat(code(() -> Checkpoint.read(cut))).as("%d bytes", n).isEqualTo(GmError.CHECKPOINT);
    }
  }

  /** A machine that dies may leave a file of the right length whose end is zeros. */
  @Test
  void wrongBytesAreDamage() throws IOException {
    Path file = folder.resolve("c.safetensors");
    tiny(7).write(file);
    byte[] whole = Files.readAllBytes(file);
    Path other = folder.resolve("other.safetensors");
    for (int n = 8; n < whole.length; n++) {
      byte[] changed = whole.clone();
      changed[n] ^= 1;
      Files.write(other, changed);
      assertThat(code(() -> Checkpoint.read(other))).as("byte %d", n).isEqualTo(GmError.CHECKPOINT);
    }
    Arrays.fill(whole, whole.length - 20, whole.length, (byte) 0);
    Files.write(other, whole);
    assertThatThrownBy(() -> Checkpoint.read(other))
        .hasMessageStartingWith("[GM/CHECKPOINT] the checkpoint is damaged: its check sum is wrong")
        .hasMessageEndingWith("(at " + other + ")");
  }

  @Test
  void otherFormatsAreRefused() {
    Path file = folder.resolve("c.safetensors");
    SafeTensors.write(file, tiny(1).arrays(), Map.of("format", "gm-checkpoint@2"));
    assertThatThrownBy(() -> Checkpoint.read(file))
        .hasMessage(
            "[GM/CHECKPOINT] the checkpoint has a format that this version cannot read: found"
                + " gm-checkpoint@2; expected gm-checkpoint@1 (at "
                + file
                + ")");
    SafeTensors.write(file, tiny(1).arrays(), Map.of());
    assertThatThrownBy(() -> Checkpoint.read(file)).hasMessageContaining("found none;");
  }

  @Test
  void aFileThatIsNotThereIsAFileProblem() {
    assertThat(code(() -> Checkpoint.read(folder.resolve("none")))).isEqualTo(GmError.FILE);
  }

  @Test
  void allDifferencesAreTold() {
    Identity run =
        new Identity(
            List.of("network mlp@1", "predicts x1@1.x FLOAT32[B, 2]", "is told label FLOAT32[B]"),
            Map.of("seed", "2", "batch", "8", "steps", "9"));
    Map<String, HostArray> state =
        Map.of(
            "average/k", HostArray.of(new float[4], 2, 2),
            "weight/k", HostArray.of(new double[3], 3),
            "first/k", HostArray.of(new float[3], 3),
            "steps", HostArray.of(new long[1], 1),
            "norm", HostArray.of(new double[1], 1));
    assertThatThrownBy(() -> tiny(1).checkResumes(run, state))
        .satisfies(
            e ->
                assertThat(e.getMessage().lines())
                    .containsExactlyInAnyOrder(
                        "[GM/CHECKPOINT] the weights are of another model: found 'predicts"
                            + " velocity@1.x FLOAT32[B, 2]'; expected 'predicts x1@1.x FLOAT32[B,"
                            + " 2]' (at memory)",
                        "[GM/CHECKPOINT] the weights are of another model: found nothing;"
                            + " expected 'is told label FLOAT32[B]' (at memory)",
                        "[GM/CHECKPOINT] the run was started with another seed: found 1; expected"
                            + " 2 (at memory). A run goes on as it began; start a new one for"
                            + " other settings.",
                        "[GM/CHECKPOINT] the run was started with another steps: found nothing;"
                            + " expected 9 (at memory). A run goes on as it began; start a new one"
                            + " for other settings.",
                        "[GM/CHECKPOINT] an array of the checkpoint has another form: found"
                            + " 'average/k' FLOAT32[3]; expected 'average/k' FLOAT32[2, 2] (at"
                            + " memory)",
                        "[GM/CHECKPOINT] an array of the checkpoint has another form: found"
                            + " 'weight/k' FLOAT32[3]; expected 'weight/k' FLOAT64[3] (at memory)",
                        "[GM/CHECKPOINT] the checkpoint lacks an array: expected 'first/k'"
                            + " FLOAT32[3] (at memory)",
                        "[GM/CHECKPOINT] the checkpoint holds an array that the run has not:"
                            + " found 'on' BOOL[2] (at memory)"));
  }

  @Test
  void samplersGetTheAverage() {
    Weight k = new Weight("k", DType.FLOAT32, Shape.of(3), new Weight.Initializer.Constant(0));
    Weight b = new Weight("b", DType.FLOAT32, Shape.of(1), new Weight.Initializer.Constant(0));
    assertThat(tiny(1).average(MODEL, new Weights(List.of(k))))
        .isEqualTo(Map.of("k", HostArray.of(new float[] {1, Float.MIN_VALUE, -0f}, 3)));
    assertThatThrownBy(() -> tiny(1).average(MODEL, new Weights(List.of(b))))
        .hasMessage(
            "[GM/CHECKPOINT] the checkpoint lacks an array: expected 'average/b' FLOAT32[1] (at"
                + " memory)\n"
                + "[GM/CHECKPOINT] the checkpoint holds a weight that the model has not: found"
                + " 'average/k' FLOAT32[3] (at memory)");
  }

  @Test
  void theNewestFewAreKept() throws IOException {
    Checkpoints all = new Checkpoints(folder.resolve("checkpoints"), 2);
    assertThat(all.latest()).isEmpty();
    for (long step : new long[] {5, 100_000_000, 10, 99_999_999}) {
      all.save(tiny(step));
    }
    assertThat(all.list())
        .extracting(p -> p.getFileName().toString())
        .containsExactly("99999999.safetensors", "100000000.safetensors");
    Files.writeString(folder.resolve("checkpoints").resolve("notes.txt"), "mine");
    assertThat(all.latest().orElseThrow().position().step()).isEqualTo(100_000_000);
  }

  @Test
  void aDamagedNewestCheckpointNamesTheOneBefore() throws IOException {
    Checkpoints all = new Checkpoints(folder, 5);
    all.save(tiny(1));
    Path newest = all.save(tiny(2));
    Files.write(newest, new byte[3]);
    assertThatThrownBy(all::latest)
        .hasMessageStartingWith("[GM/CHECKPOINT]")
        .hasMessageEndingWith("Remove it to go on from 00000001.safetensors.");
  }
}
