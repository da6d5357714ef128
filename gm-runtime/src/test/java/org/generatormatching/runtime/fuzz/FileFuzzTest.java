package org.generatormatching.runtime.fuzz;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.api.Codec;
import org.generatormatching.api.Dataset;
import org.generatormatching.api.Metric;
import org.generatormatching.api.plugin.ComponentFactory;
import org.generatormatching.api.plugin.ComponentKind;
import org.generatormatching.io.Csv;
import org.generatormatching.io.Jsonl;
import org.generatormatching.io.Npz;
import org.generatormatching.io.SafeTensors;
import org.generatormatching.io.Table;
import org.generatormatching.runtime.RunFiles;
import org.generatormatching.runtime.config.Configuration;
import org.generatormatching.runtime.registry.Registry;
import org.generatormatching.tensor.ComponentId;
import org.generatormatching.tensor.DType;
import org.generatormatching.tensor.HostArray;
import org.generatormatching.training.checkpoint.Checkpoint;
import org.generatormatching.training.checkpoint.CodecValues;
import org.generatormatching.training.checkpoint.Identity;
import org.generatormatching.training.checkpoint.Position;
import org.generatormatching.training.checkpoint.RunDirectory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files of every format that is read, damaged in every way. */
class FileFuzzTest {
  private static final ComponentId SCALING = ComponentId.of("scaling@1");

  @TempDir Path folder;
  private final List<Format> formats = new ArrayList<>();

  /** A file that is whole, and how it is read. */
  private record Format(String name, byte[] whole, Reader reader) {}

  @FunctionalInterface
  private interface Reader {
    void read(Path file) throws IOException;
  }

  private void add(String name, Path file, Reader reader) throws IOException {
    reader.read(file);
    formats.add(new Format(name, Files.readAllBytes(file), reader));
  }

  private static Map<String, HostArray> arrays() {
    Map<String, HostArray> m = new LinkedHashMap<>();
    m.put("weight/a.kernel", HostArray.of(new float[] {1, -2, Float.NaN, 4, 5, 6}, 2, 3));
    m.put("average/a.kernel", HostArray.of(new double[] {1, 2}, 2, 1));
    m.put("steps", HostArray.of(new long[] {7, Long.MIN_VALUE}, 2));
    m.put("mask", HostArray.of(new boolean[] {true, false, true}, 3));
    m.put("half", HostArray.of(DType.BFLOAT16, new double[] {0.5, 3}, 2));
    m.put("none", HostArray.of(new float[0], 0, 4));
    return m;
  }

  @BeforeEach
  void whole() throws IOException {
    Path file = folder.resolve("whole");
    SafeTensors.write(file, arrays(), Map.of("format", "x", "texts", "y"));
    add("safetensors", file, SafeTensors::read);

    Identity identity =
        new Identity(List.of("network mlp@1"), Map.of("seed", "5", "data.use", "x"));
    new Checkpoint(identity, new Position(12, 3.5, 0.25, 2), arrays()).write(file);
    add("checkpoint", file, Checkpoint::read);
    identity.write(file);
    add("identity", file, Identity::read);

    Registry registry = Registry.discover();
    Codec.Kind kind = make(registry.factory(ComponentKind.CODEC, "scaling@1", "test"), registry);
    Dataset data =
        make(registry.factory(ComponentKind.DATASET, "checkerboard@1", "test"), registry)
            .load(folder);
    CodecValues.write(file, kind.fit(data));
    add("codec", file, f -> kind.restore(CodecValues.read(f, SCALING)));

    Npz.write(file, arrays());
    add("npz", file, Npz::read);
    Npz.writeCompressed(file, arrays());
    add("npz, deflated", file, Npz::read);

    Path csv = folder.resolve("whole.csv");
    Table table = new Table(List.of("u", "v"), HostArray.of(new double[] {1, 2.5, -3e-9, 4}, 2, 2));
    Csv.write(csv, table);
    add("csv", csv, f -> Csv.read(f, Csv.Header.PRESENT));
    Path gzip = folder.resolve("whole.csv.gz");
    Csv.write(gzip, table);
    add("csv.gz", gzip, f -> Csv.read(f, Csv.Header.PRESENT));

    Path jsonl = folder.resolve("whole.jsonl");
    try (Jsonl log = Jsonl.append(jsonl)) {
      log.write(Map.of("step", 3, "loss", Double.NaN, "more", List.of("\u20ac", Map.of())));
      log.write(Map.of("step", 6, "loss", 0.5));
    }
    add("jsonl, read", jsonl, Jsonl::read);
    add("jsonl, continued", jsonl, f -> Jsonl.append(f).close());

    RunFiles files = new RunFiles(RunDirectory.create(folder.resolve("run")));
    files.evaluation(List.of(new Metric.Score("a", 0.5, 0.4, 0.1, 0.9, 7, Metric.Better.LOWER)));
    files.verification(Map.of("laws", List.of(Map.of("law", "GN01", "outcome", "passed"))));
    Files.writeString(files.directory().provenance(), "{\"data\" : \"x\", \"seed\" : \"1\"}");
    for (String name : List.of("evaluation.json", "verification.json", "provenance.json")) {
      Path own = files.directory().path().resolve(name);
      add(
          name,
          own,
          f -> {
            if (!f.equals(own)) {
              Files.write(own, Files.readAllBytes(f));
            }
            files.readEvaluation();
            files.readVerification();
            files.provenance();
          });
    }
  }

  private static <T, C extends Record> T make(ComponentFactory<T, C> factory, Registry registry) {
    return factory
        .create()
        .apply(Configuration.settings(Map.of(), factory.config(), registry, "test"));
  }

  @Test
  void everyFileIsReadOrRefused() throws Exception {
    Path file = folder.resolve("fuzzed");
    new Campaign("files", 10_000)
        .run(
            random -> {
              Format format = formats.get(random.nextInt(formats.size()));
              Format other = formats.get(random.nextInt(formats.size()));
              byte[] damaged = Damage.next(format.whole(), other.whole(), random);
              Files.write(file, damaged);
              try {
                format.reader().read(file);
              } finally {
                if (format.name().endsWith(".json")) {
                  // The files of one run are read together: the others must be whole.
                  Files.write(folder.resolve("run").resolve(format.name()), format.whole());
                }
              }
            });
  }
}
