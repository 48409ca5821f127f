import TestKit
import Testing

@testable import Migration

@Suite struct NoticeQueues {
  private static func entry(_ text: String, _ urgency: MigrationNotice.Urgency) -> QueuedNotice {
    QueuedNotice(
      notice: MigrationNotice(.hold, urgency, text, key: text), migration: "m", wall: 0, uptime: 0,
      repeats: 0)
  }

  private static func drain(_ queue: inout NoticeQueue) -> [String] {
    var texts: [String] = []
    while let entry = queue.next() { texts.append(entry.notice.text) }
    return texts
  }

  @Test func `the most urgent goes first, then the oldest`() {
    var queue = NoticeQueue(limit: 10)
    for (text, urgency) in [
      ("i1", MigrationNotice.Urgency.information), ("w1", .warning), ("p1", .page),
      ("i2", .information),
      ("p2", .page),
    ] { #expect(queue.append(Self.entry(text, urgency)) == nil) }
    let first = queue.next()
    #expect(first?.notice.text == "p1")
    if let first { #expect(queue.putBack(first) == nil) }
    #expect(Self.drain(&queue) == ["p1", "p2", "w1", "i1", "i2"])
    #expect(queue.next() == nil)
  }

  @Test func `the oldest of the least urgency is dropped`() {
    var queue = NoticeQueue(limit: 2)
    _ = queue.append(Self.entry("p1", .page))
    _ = queue.append(Self.entry("i1", .information))
    #expect(queue.append(Self.entry("i2", .information))?.notice.text == "i1")
    #expect(queue.append(Self.entry("w1", .warning))?.notice.text == "i2")
    #expect(queue.append(Self.entry("i3", .information))?.notice.text == "i3")
    #expect(queue.append(Self.entry("p2", .page))?.notice.text == "w1")
    #expect(queue.putBack(Self.entry("p0", .page))?.notice.text == "p0")
    #expect(Self.drain(&queue) == ["p1", "p2"])
  }

  @Test(arguments: 0..<20 as Range<UInt64>)
  func `nothing is lost but what is returned, and nothing above the limit is kept`(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    let limit = Int.random(in: 1...8, using: &generator)
    var queue = NoticeQueue(limit: limit)
    var (added, gone) = (0, 0)
    for index in 0..<500 {
      if Int.random(in: 0..<3, using: &generator) == 0 {
        if queue.next() != nil { gone += 1 }
      } else {
        let urgency = MigrationNotice.Urgency.allCases.randomElement(using: &generator) ?? .page
        added += 1
        if queue.append(Self.entry("\(index)", urgency)) != nil { gone += 1 }
      }
      #expect(queue.count <= limit, "seed \(seed)")
      #expect(queue.count == added - gone, "seed \(seed)")
    }
  }

  @Test func `the same is told once in the window, more urgency and later ones again`() {
    var repeats = NoticeRepeats(within: .minutes(10), limit: 10)
    func notice(_ urgency: MigrationNotice.Urgency) -> MigrationNotice {
      MigrationNotice(.hold, urgency, "t", key: "k")
    }
    #expect(repeats.admit(notice(.warning), at: 0) == 0)
    #expect(repeats.admit(notice(.warning), at: 1) == nil)
    #expect(repeats.admit(notice(.information), at: 2) == nil)
    #expect(repeats.admit(notice(.page), at: 3) == 2)
    #expect(repeats.admit(notice(.page), at: 602) == nil)
    #expect(repeats.admit(notice(.page), at: 603) == 1)
    #expect(repeats.admit(MigrationNotice(.hold, .page, "t", key: "other"), at: 603) == 0)
  }

  @Test func `keys are forgotten, the expired and then the oldest first`() {
    var repeats = NoticeRepeats(within: .minutes(10), limit: 2)
    func admit(_ key: String, at now: Double) -> Bool {
      repeats.admit(MigrationNotice(.hold, .page, "t", key: key), at: now) != nil
    }
    #expect(admit("a", at: 0) && admit("b", at: 1) && admit("c", at: 2))
    #expect(!admit("b", at: 3) && !admit("c", at: 3))
    #expect(admit("a", at: 4))
    #expect(admit("d", at: 2_000))
    #expect(!admit("d", at: 2_001))
  }

  @Test(arguments: [(-1, 1), (0, 1), (1, 1), (2, 2), (6, 32), (7, 60), (1_000_000, 60)])
  func `the wait doubles up to its limit`(failures: Int, seconds: Int) {
    #expect(NotifierLimits().backOff(afterFailures: failures) == .seconds(seconds))
    var limits = NotifierLimits()
    (limits.firstBackOff, limits.longestBackOff) = (.days(3_650), .days(3_650))
    #expect(limits.backOff(afterFailures: .max) == .days(3_650))
  }
}
