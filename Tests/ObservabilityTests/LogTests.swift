import EngineRPC
import Logging
import Observability
import Synchronization
import TestKit
import Testing
import Tracing

/// The log as JSON, and spans in it.
@Suite struct `The log` {
  private final class Lines: Sendable {
    let all = Mutex<[String]>([])
  }

  @Test func `as JSON is an object a line, whatever an engine put into it`() throws {
    let lines = Lines()
    var logger = Logger(label: "gateway") { label in
      JSONLogHandler(label: label, now: { 1_700_000_000.25 }) { line in
        lines.all.withLock { $0.append(line) }
      }
    }
    logger[metadataKey: "node"] = "a"
    logger.warning(
      "the sides \"differ\"\n",
      metadata: ["block": "0x01", "time": "not ours", "v5": "\u{1b}[2J\u{0}", "node": "b"])
    logger.debug("not at this level")
    let all = lines.all.withLock { $0 }
    #expect(all.count == 1)
    let line = try #require(all.first)
    #expect(line.hasSuffix("}\n") && line.dropLast().contains("\n") == false)
    let value = try JSONValue(parsing: line.utf8)
    #expect(value["time"] == "2023-11-14T22:13:20.250Z")
    #expect(value["level"] == "warning" && value["logger"] == "gateway")
    #expect(value["message"] == "the sides \"differ\"\n")
    #expect(value["_time"] == "not ours" && value["node"] == "b" && value["block"] == "0x01")
    #expect(value["v5"] == "\u{1b}[2J\u{0}")
  }

  @Test func `as JSON cuts what is longer than a line may hold`() throws {
    let lines = Lines()
    let logger = Logger(label: "gateway") { label in
      JSONLogHandler(label: label, now: { 0 }) { line in lines.all.withLock { $0.append(line) } }
    }
    logger.info("x", metadata: ["body": "\(String(repeating: "a", count: 1 << 20))"])
    let value = try JSONValue(parsing: lines.all.withLock { $0[0] }.utf8)
    let body = try #require(value["body"]?.stringValue)
    #expect(body.utf8.count == JSONLogHandler.valueLimit + "…".utf8.count)
  }

  @Test func `has a line for each span that ended, in its parent's trace`() throws {
    let log = KeptLog()
    let tracer = SpanLog(log.logger)
    let outer = tracer.startSpan("outer", context: .topLevel, ofKind: .server)
    let inner = tracer.startSpan("inner", context: outer.context, ofKind: .client)
    inner.attributes["side"] = "v5"
    inner.setStatus(SpanStatus(code: .error, message: "gone"))
    #expect(log.lines.isEmpty && inner.isRecording)
    inner.end()
    inner.end()
    outer.addEvent(SpanEvent(name: "answered"))
    outer.end()
    #expect(!inner.isRecording)
    try #require(log.lines.count == 2)
    let (first, second) = (log.lines[0].metadata, log.lines[1].metadata)
    #expect(first["name"] == "inner" && second["name"] == "outer")
    #expect(first["trace"] == second["trace"] && first["parent"] == second["span"])
    #expect(first["error"] == "gone" && first["side"] == "v5")
    #expect(second["parent"] == nil && second["events"] == "answered")
    #expect(first["trace"]?.utf8.count == 32 && first["span"]?.utf8.count == 16)
  }
}
