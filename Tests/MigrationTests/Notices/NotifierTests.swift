import Foundation
import NIOHTTP1
import Testing

@testable import Migration

@Suite(.timeLimit(.minutes(10))) struct Notifying {
  @Test func `a webhook is sent generic JSON`() async throws {
    try await LoopbackServer.with(.status(204)) { server in
      try await NoticeScene(NoticeScene.webhook(server.url("/in"))).run { scene in
        scene.notifier.tell(NoticeScene.notice("v5 is \"slow\"", .warning, topic: .hold, key: "k"))
        await scene.wait { $0.delivered == 1 }
      }
      let request = try #require(server.requests.first)
      #expect(request.head.uri == "/in")
      #expect(
        String(decoding: request.body, as: UTF8.self)
          == #"{"key":"k","migration":"engine-v5","repeats":0,"schemaVersion":1,"#
          + #""text":"v5 is \"slow\"","topic":"hold","urgency":"warning","#
          + #""wallMilliseconds":1800000000000}"#)
    }
  }

  @Test func `Slack is sent one text that mentions nobody`() async throws {
    try await LoopbackServer.with(.status(200, body: "ok")) { server in
      let slack = PlannedNotification(channel: .slack, url: server.url())
      try await NoticeScene(slack).run { scene in
        scene.notifier.tell(NoticeScene.notice("<!channel> a & b", .page))
        await scene.wait { $0.delivered == 1 }
        scene.notifier.tell(NoticeScene.notice("two", .warning))
        await scene.wait { $0.delivered == 2 }
        scene.notifier.tell(NoticeScene.notice("two", .warning))
        scene.time.advance(.minutes(11))
        scene.notifier.tell(NoticeScene.notice("two", .information))
        await scene.wait { $0.delivered == 3 }
      }
      #expect(
        server.requests.map { String(decoding: $0.body, as: UTF8.self) } == [
          #"{"text":":rotating_light: [engine-v5] &lt;!channel&gt; a &amp; b"}"#,
          #"{"text":":warning: [engine-v5] two"}"#,
          #"{"text":"[engine-v5] two (1 more like it before)"}"#,
        ])
    }
  }

  @Test func `a command has the notice on its standard input`() async throws {
    let folder = try ScratchFolder()
    let command = PlannedNotification(
      channel: .command, command: ["/bin/sh", "-c", "cat > \(folder.path("notice"))"])
    try await NoticeScene(command).run { scene in
      scene.notifier.tell(NoticeScene.notice())
      await scene.wait { $0.delivered == 1 }
    }
    #expect(try folder.text("notice").contains(#""text":"stage canary-10 begins""#))
  }

  @Test func `the log has a level for each urgency and one line for each notice`() async throws {
    let log = PlannedNotification(channel: .log, topics: [.advance, .rollback])
    let scene = NoticeScene(log)
    try await scene.run { scene in
      for urgency in MigrationNotice.Urgency.allCases {
        scene.notifier.tell(NoticeScene.notice("a\nb \(urgency)", urgency))
        await scene.wait { $0.delivered == urgency.rank + 1 }
      }
      scene.notifier.tell(NoticeScene.notice("of no interest", topic: .drill))
      for urgency in [MigrationNotice.Urgency.page, .page, .page] {
        scene.notifier.tell(NoticeScene.notice("again", urgency, topic: .rollback))
      }
      scene.time.advance(.minutes(10))
      scene.notifier.tell(NoticeScene.notice("again", topic: .rollback))
      await scene.wait { $0.delivered == 5 }
    }
    #expect(
      scene.log.lines == [
        "notice | a b information | migration=engine-v5 | topic=advance",
        "warning | a b warning | migration=engine-v5 | topic=advance",
        "critical | a b page | migration=engine-v5 | topic=advance",
        "critical | again | migration=engine-v5 | topic=rollback",
        "notice | again | migration=engine-v5 | repeats=2 | topic=rollback",
      ])
    #expect(scene.notifier.counts.told == 8)
    #expect(scene.notifier.counts.repeated == 2)
  }

  @Test func `a failing channel is tried again after 1 s to 60 s`() async throws {
    let statuses = [500, 503, 408, 429, 425, 302, 502, 504]
    try await LoopbackServer.with({ index, _ in
      .status(index < statuses.count ? statuses[index] : 200)
    }) { server in
      let scene = NoticeScene(NoticeScene.webhook(server.url("/SECRET")))
      try await scene.run { scene in
        scene.notifier.tell(NoticeScene.notice("first"))
        await scene.wait { $0.delivered == 1 }
      }
      #expect(scene.time.waits == [1, 2, 4, 8, 16, 32, 60, 60].map { .seconds($0) })
      #expect(Set(server.requests.map(\.body)).count == 1)
      #expect(scene.notifier.counts.failedAttempts == 8)
      #expect(scene.notifier.counts.waiting == 0)
      #expect(
        scene.log.lines.filter { !$0.hasPrefix("debug") } == [
          "warning | a notice was not delivered: HTTP status 500"
            + " | channel=webhook http://127.0.0.1",
          "notice | the channel delivers again | channel=webhook http://127.0.0.1",
        ])
      #expect(!scene.log.text.contains("SECRET"))
    }
  }

  @Test func `the wait begins anew after a success`() async throws {
    try await LoopbackServer.with({ index, _ in .status(index == 2 ? 200 : 500) }) { server in
      let scene = NoticeScene(NoticeScene.webhook(server.url()))
      try await scene.run { scene in
        scene.notifier.tell(NoticeScene.notice("first"))
        await scene.wait { $0.delivered == 1 }
        scene.notifier.tell(NoticeScene.notice("second"))
        await scene.wait { $0.failedAttempts >= 4 }
      }
      #expect(Array(scene.time.waits.prefix(4)) == [1, 2, 1, 2].map { .seconds($0) })
    }
  }

  @Test func `what cannot be delivered within an hour is given up`() async throws {
    try await LoopbackServer.with(.status(500)) { server in
      let scene = NoticeScene(NoticeScene.webhook(server.url()))
      try await scene.run { scene in
        scene.notifier.tell(NoticeScene.notice())
        await scene.wait { $0.expired == 1 }
      }
      // 1 + 2 + … + 32 = 63 s, then every 60 s until 3,600 s are over.
      #expect(server.requests.count == 65)
      #expect(scene.notifier.counts.delivered == 0)
      #expect(scene.notifier.counts.waiting == 0)
    }
  }

  @Test func `what a channel refuses for good is not tried again`() async throws {
    try await LoopbackServer.with({ index, _ in .status(index == 0 ? 400 : 200) }) { server in
      let scene = NoticeScene(NoticeScene.webhook(server.url()))
      try await scene.run { scene in
        scene.notifier.tell(NoticeScene.notice("first"))
        await scene.wait { $0.refused == 1 }
        scene.notifier.tell(NoticeScene.notice("second"))
        await scene.wait { $0.delivered == 1 }
      }
      #expect(server.requests.count == 2)
      #expect(scene.time.waits.isEmpty)
    }
  }

  @Test func `a command that fails is tried again`() async throws {
    let folder = try ScratchFolder()
    let script = "echo x >> \(folder.path("n")); test $(wc -l < \(folder.path("n"))) -ge 3"
    let command = PlannedNotification(
      channel: .command, command: ["/bin/sh", "-c", script, "SECRET"])
    let scene = NoticeScene(command)
    try await scene.run { scene in
      scene.notifier.tell(NoticeScene.notice())
      await scene.wait { $0.delivered == 1 }
    }
    #expect(scene.time.waits == [.seconds(1), .seconds(2)])
    #expect(scene.log.text.contains("channel=command /bin/sh"))
    #expect(!scene.log.text.contains("SECRET"))
  }

  @Test func `a channel that never answers delays no other and outlives its time-out`() async throws
  {
    var limits = NotifierLimits()
    limits.delivery = PlannedDuration(milliseconds: 100)
    try await LoopbackServer.with(.silence) { silent in
      let slow = NoticeScene.webhook(silent.url())
      try await NoticeScene(slow, PlannedNotification(channel: .log)).run { scene in
        for index in 0..<50 { scene.notifier.tell(NoticeScene.notice("notice \(index)")) }
        await silent.wait(for: 1)
        await scene.wait { $0.delivered == 50 }
        #expect(scene.log.lines.count == 50)
        #expect(silent.requests.count == 1)
      }
      let timed = NoticeScene(slow, limits: limits)
      try await timed.run { scene in
        scene.notifier.tell(NoticeScene.notice())
        await scene.wait { $0.failedAttempts >= 2 }
      }
      #expect(timed.log.lines.first?.contains("no answer within 100ms") == true)
    }
  }

  @Test func `a cancelled notifier ends while a delivery hangs, and the notice waits`() async throws
  {
    try await LoopbackServer.with(.silence) { server in
      let scene = NoticeScene(NoticeScene.webhook(server.url()))
      try await scene.run { scene in
        scene.notifier.tell(NoticeScene.notice())
        await server.wait(for: 1)
      }
      #expect(scene.notifier.counts.waiting == 1)
      #expect(scene.notifier.counts.failedAttempts == 0)
    }
  }

  @Test func `what has no room is counted, the information first`() async throws {
    let scene = NoticeScene(PlannedNotification(channel: .log))
    for index in 0..<200 { scene.notifier.tell(NoticeScene.notice("page \(index)", .page)) }
    for index in 0..<1_000 { scene.notifier.tell(NoticeScene.notice("info \(index)")) }
    for index in 0..<50 { scene.notifier.tell(NoticeScene.notice("warning \(index)", .warning)) }
    #expect(scene.notifier.counts.waiting == 256)
    #expect(scene.notifier.counts.dropped == 1_250 - 256)
    try await scene.run { scene in await scene.wait { $0.waiting == 0 && $0.delivered == 256 } }
    #expect(scene.log.lines.count { $0.hasPrefix("critical | page") } == 200)
    #expect(scene.log.lines.count { $0.hasPrefix("warning | warning") } == 50)
    #expect(scene.log.lines.last?.hasPrefix("notice | info 999") == true)
  }

  @Test func `hopeless channels say so once and keep their secret`() async throws {
    let scene = NoticeScene(
      NoticeScene.webhook("ftp://hooks.example/SECRET"),
      PlannedNotification(channel: .slack), PlannedNotification(channel: .command),
      NoticeScene.webhook("http://u:SECRET@host/"))
    try await scene.run { scene in
      for index in 0..<3 { scene.notifier.tell(NoticeScene.notice("\(index)")) }
      await scene.wait { $0.refused == 12 }
    }
    let errors = scene.log.lines.filter { $0.hasPrefix("error") }
    #expect(errors.count == 4)
    #expect(errors[0].contains("another scheme than http or https"))
    #expect(!scene.log.text.contains("SECRET"))
  }

  @Test func `a huge text is clipped and an empty one is told`() async throws {
    let scene = NoticeScene(PlannedNotification(channel: .log))
    try await scene.run { scene in
      scene.notifier.tell(NoticeScene.notice(String(repeating: "x", count: 1_000_000)))
      scene.notifier.tell(NoticeScene.notice(""))
      await scene.wait { $0.delivered == 2 }
    }
    #expect(scene.log.lines.allSatisfy { $0.count < 4_300 })
  }
}
