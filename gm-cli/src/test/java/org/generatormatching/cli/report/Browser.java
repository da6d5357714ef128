package org.generatormatching.cli.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A headless Chromium, steered by its own protocol, with one page. */
public final class Browser implements AutoCloseable {
  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final List<String> NAMES =
      List.of("chromium", "chromium-browser", "google-chrome");
  private static final long PATIENCE = 60;

  private final Process process;
  private final WebSocket socket;
  private final BlockingQueue<JsonNode> messages;
  private final List<String> console = new ArrayList<>();
  private String session = "";
  private int requests;

  private Browser(Process process, WebSocket socket, BlockingQueue<JsonNode> messages) {
    this.process = process;
    this.socket = socket;
    this.messages = messages;
  }

  /** The program that GM_CHROMIUM names, or one of the usual names on the path. */
  public static Optional<Path> installed() {
    String path = System.getenv().getOrDefault("PATH", "");
    Stream<Path> named = Stream.ofNullable(System.getenv("GM_CHROMIUM")).map(Path::of);
    Stream<Path> found =
        NAMES.stream().flatMap(n -> Stream.of(path.split(":")).map(d -> Path.of(d, n)));
    return Stream.concat(named, found).filter(Files::isExecutable).findFirst();
  }

  public static Browser open(Path program, Path profile) throws Exception {
    Process process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--hide-scrollbars",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      BlockingQueue<JsonNode> messages = new LinkedBlockingQueue<>();
      WebSocket socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .buildAsync(address(process.errorReader()), new Listener(messages))
              .get(PATIENCE, TimeUnit.SECONDS);
      Browser browser = new Browser(process, socket, messages);
      JsonNode target = browser.call("Target.createTarget", Map.of("url", "about:blank"));
      browser.session =
          browser
              .call(
                  "Target.attachToTarget",
                  Map.of("targetId", target.path("targetId").asString(), "flatten", true))
              .path("sessionId")
              .asString();
      for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
        browser.call(domain + ".enable", Map.of());
      }
      return browser;
    } catch (Exception e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static URI address(BufferedReader errors) throws IOException {
    for (String line = errors.readLine(); line != null; line = errors.readLine()) {
      if (line.startsWith("DevTools listening on ")) {
        return URI.create(line.substring("DevTools listening on ".length()).strip());
      }
    }
    throw new IOException("the browser ended before it listened");
  }

  /** Opens a page; returns when it is loaded. */
  void show(Path page, int width, boolean dark) throws Exception {
    console.clear();
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", 900, "deviceScaleFactor", 1, "mobile", width < 600));
    List<Map<String, String>> features =
        List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"));
    call("Emulation.setEmulatedMedia", Map.of("features", features));
    call("Page.navigate", Map.of("url", page.toUri().toString()));
    for (JsonNode m = take(); !m.path("method").asString("").equals("Page.loadEventFired"); ) {
      note(m);
      m = take();
    }
  }

  /** The value of an expression. */
  JsonNode evaluate(String expression) throws Exception {
    JsonNode r =
        call(
            "Runtime.evaluate",
            Map.of("expression", expression, "returnByValue", true, "awaitPromise", true));
    if (r.has("exceptionDetails")) {
      throw new AssertionError(r.path("exceptionDetails").toString());
    }
    return r.path("result").path("value");
  }

  /** What the page wrote to the console, what it asked the network for, and what went wrong. */
  List<String> console() {
    return List.copyOf(console);
  }

  /** A picture of the page from its top. */
  byte[] picture(int width, int height) throws Exception {
    Map<String, Object> clip = Map.of("x", 0, "y", 0, "width", width, "height", height, "scale", 1);
    JsonNode r =
        call(
            "Page.captureScreenshot",
            Map.of("format", "png", "captureBeyondViewport", true, "clip", clip));
    return Base64.getDecoder().decode(r.path("data").asString());
  }

  private JsonNode call(String method, Map<String, ?> arguments) throws Exception {
    int id = ++requests;
    Map<String, Object> request = new HashMap<>();
    request.put("id", id);
    request.put("method", method);
    request.put("params", arguments);
    if (!session.isEmpty()) {
      request.put("sessionId", session);
    }
    socket.sendText(JSON.writeValueAsString(request), true).get(PATIENCE, TimeUnit.SECONDS);
    while (true) {
      JsonNode m = take();
      if (m.path("id").asInt(-1) == id) {
        if (m.has("error")) {
          throw new IOException(method + ": " + m.path("error"));
        }
        return m.path("result");
      }
      note(m);
    }
  }

  private JsonNode take() throws Exception {
    JsonNode m = messages.poll(PATIENCE, TimeUnit.SECONDS);
    if (m == null) {
      throw new IOException("the browser does not answer");
    }
    return m;
  }

  private void note(JsonNode m) {
    switch (m.path("method").asString("")) {
      case "Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded" ->
          console.add(m.path("params").toString());
      case "Network.requestWillBeSent" -> {
        String url = m.path("params").path("request").path("url").asString("");
        if (!url.startsWith("file:") && !url.startsWith("data:")) {
          console.add("a request for " + url);
        }
      }
      default -> {}
    }
  }

  /** Ends the browser and waits for all its processes, which write to the profile to the last. */
  @Override
  public void close() {
    socket.abort();
    List<ProcessHandle> all = new ArrayList<>(process.descendants().toList());
    all.add(process.toHandle());
    all.forEach(ProcessHandle::destroyForcibly);
    all.forEach(p -> p.onExit().join());
  }

  /** Puts messages together that come in parts. */
  private static final class Listener implements WebSocket.Listener {
    private final BlockingQueue<JsonNode> messages;
    private final StringBuilder text = new StringBuilder();

    Listener(BlockingQueue<JsonNode> messages) {
      this.messages = messages;
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        messages.add(JSON.readTree(text.toString()));
        text.setLength(0);
      }
      socket.request(1);
      return CompletableFuture.completedFuture(null);
    }
  }
}
