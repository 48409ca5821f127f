import EngineRPC
import LighthouseCompatibility
import Synchronization
import TestKit
import Testing

@testable import Gateway

/// What open pages are told, and the files that they are made of.
@Suite(.timeLimit(.minutes(10))) struct `The live page` {
  private final class Events: Sendable {
    let all = Mutex<[String?]>([])

    func take(_ event: String?) { all.withLock { $0.append(event) } }

    /// The events' names, `end` for the end.
    var names: [String] {
      all.withLock { $0 }.map { event in
        event.map { String($0.split(separator: "\n")[0].dropFirst(7)) } ?? "end"
      }
    }
  }

  private static func run(_ body: (GatewayHarness) async throws -> Void) async throws {
    try await GatewayHarness.run(
      mode: .parallel, extra: "topology: separate", v4: { FixedEngine("VALID") },
      v5: { FixedEngine("INVALID") }, body)
  }

  @Test func `is told the charts' points first, then points and states, then the end`()
    async throws
  {
    try await Self.run { harness in
      let state = try await harness.gateway.state()
      let (feed, events) = (PageFeed(), Events())
      feed.note(state, at: 1)
      #expect(!feed.hasPages)
      let id = try #require(feed.open { events.take($0) })
      feed.note(state, at: 2)
      feed.tell(state)
      #expect(events.names == ["points", "point", "state"])
      let first = try #require(events.all.withLock { $0[0] })
      #expect(first.hasPrefix("event: points\ndata: [{\"time\":1") && first.hasSuffix("]\n\n"))
      feed.close(id)
      feed.tell(state)
      #expect(events.names.count == 3)
      let another = Events()
      #expect(feed.open { another.take($0) } != nil)
      feed.end()
      #expect(another.names == ["points", "end"])
      #expect(feed.open { _ in } == nil)
    }
  }

  @Test func `is shown to so many at once and no more`() {
    let feed = PageFeed()
    for _ in 0..<PageFeed.mostPages { #expect(feed.open { _ in } != nil) }
    #expect(feed.open { _ in } == nil)
  }

  @Test func `draws of each second what was added within a minute`() async throws {
    try await Self.run { harness in
      _ = try await harness.call(
        "engine_newPayloadV2", [["blockHash": .string(FixedEngine.hash), "parentHash": "0x00"]])
      _ = try await harness.settledMetrics()
      let state = try await harness.gateway.state()
      var points = PagePoints()
      for second in 0..<1_000 { points.append(state, at: Double(second)) }
      #expect(points.all.count == 900)
      #expect(points.all.first?.time == 100)
      // Nothing was added within the last minute.
      #expect(points.all.last?.sides.v4.p50 == nil)
      #expect(points.all.last?.sides.v5.errorRate == nil)
      var fresh = PagePoints()
      fresh.append(state, at: 0)
      #expect(fresh.all[0].sides.v4.p50 ?? 0 > 0)
      #expect(fresh.all[0].sides.v5.errorRate == 0)
      #expect(fresh.all[0].share == 0)
    }
  }

  @Test func `loads nothing from elsewhere`() async throws {
    try await Self.run { harness in
      for (path, type) in [
        ("/", "text/html"), ("/page.css", "text/css"), ("/page.js", "text/javascript"),
      ] {
        let response = try await harness.get(path)
        #expect(response.status == 200)
        #expect(response.headers["content-type"]?.hasPrefix(type) == true)
        let policy = response.headers["content-security-policy"] ?? ""
        #expect(policy.contains("default-src 'none'") && policy.contains("frame-ancestors 'none'"))
        #expect(!response.text.contains("https://") && !response.text.contains("innerHTML"))
      }
    }
  }
}
