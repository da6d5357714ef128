package org.generatormatching.eval.data;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.generatormatching.api.Dataset;
import org.generatormatching.tensor.HostArray;

/** Lists of texts as an array of UTF-8 bytes: a list a line, its texts URL-encoded. */
final class Texts {
  private static final String NUMBERS = "numbers";
  private static final String CATEGORIES = "categories";

  private Texts() {}

  static HostArray write(List<List<String>> lists) {
    StringBuilder text = new StringBuilder();
    for (List<String> list : lists) {
      List<String> encoded =
          list.stream().map(s -> URLEncoder.encode(s, StandardCharsets.UTF_8)).toList();
      text.append(String.join(" ", encoded)).append('\n');
    }
    byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
    long[] v = new long[bytes.length];
    for (int i = 0; i < v.length; i++) {
      v[i] = bytes[i];
    }
    return HostArray.of(v);
  }

  static List<List<String>> read(HostArray array) {
    byte[] bytes = new byte[array.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) array.longs()[i];
    }
    List<List<String>> lists = new ArrayList<>();
    for (String line : new String(bytes, StandardCharsets.UTF_8).lines().toList()) {
      List<String> list = new ArrayList<>();
      for (String s : line.split(" ", -1)) {
        list.add(URLDecoder.decode(s, StandardCharsets.UTF_8));
      }
      lists.add(list);
    }
    return lists;
  }

  static List<String> of(Dataset.Column c) {
    List<String> list = new ArrayList<>();
    list.add(c.name());
    list.add(c.categories().isEmpty() ? NUMBERS : CATEGORIES);
    list.add(String.valueOf(c.missing()));
    list.addAll(c.categories());
    return list;
  }

  static Dataset.Column column(List<String> list) {
    return new Dataset.Column(
        list.get(0), list.subList(3, list.size()), Boolean.parseBoolean(list.get(2)));
  }

  static List<String> of(TableColumns.Group g) {
    List<String> list = new ArrayList<>();
    list.add(g.name());
    list.addAll(g.columns());
    return list;
  }

  static TableColumns.Group group(List<String> list) {
    return new TableColumns.Group(list.get(0), list.subList(1, list.size()));
  }
}
