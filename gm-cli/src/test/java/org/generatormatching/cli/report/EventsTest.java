package org.generatormatching.cli.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.generatormatching.io.EventFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tensorflow.proto.Event;
import org.tensorflow.proto.Summary;

/** Event files as TensorFlow's own classes read them. */
class EventsTest {
  @TempDir Path temp;

  @Test
  void tensorFlowReadsWhatTheLogHolds() throws Exception {
    Path log = temp.resolve("metrics.jsonl");
    Files.writeString(
        log,
        """
        {"step": 0, "loss": 2.5, "seconds": 0.125, "learning-rate": 0.001, "coupling-cost": 7}
        {"step": 4000000000, "loss": null, "seconds": 1.5, "gradient-norm": 3}
        {"step": 4000000010, "lo""");

    List<Event> events = read(EventFile.encode(HistoryRow.events(HistoryRow.read(log))));

    assertThat(events).hasSize(3);
    assertThat(events.get(0).getFileVersion()).isEqualTo("brain.Event:2");
    assertThat(events.get(1).getStep()).isZero();
    assertThat(events.get(1).getWallTime()).isEqualTo(0.125);
    assertThat(scalars(events.get(1)))
        .containsExactlyInAnyOrderEntriesOf(
            Map.of("loss", 2.5f, "learning-rate", 0.001f, "coupling-cost", 7f));
    assertThat(events.get(2).getStep()).isEqualTo(4_000_000_000L);
    assertThat(scalars(events.get(2))).isEqualTo(Map.of("gradient-norm", 3f));
  }

  private static Map<String, Float> scalars(Event event) {
    Map<String, Float> all = new HashMap<>();
    for (Summary.Value v : event.getSummary().getValueList()) {
      all.put(v.getTag(), v.getSimpleValue());
    }
    return all;
  }

  private static List<Event> read(byte[] file) throws Exception {
    ByteBuffer in = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    List<Event> events = new ArrayList<>();
    while (in.hasRemaining()) {
      byte[] data = new byte[(int) in.getLong()];
      in.getInt();
      in.get(data);
      in.getInt();
      events.add(Event.parseFrom(data));
    }
    return events;
  }
}
