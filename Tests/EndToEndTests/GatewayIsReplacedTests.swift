import Chronicle
import DevChain
import EngineTypes
import Foundation
import Glibc
import NIOCore
import NIOPosix
import TestKit
import Testing

extension EndToEnd {
  @Suite struct GatewayIsReplacedTests {
    private static let replacements = 50

    @Test("the program is replaced fifty times under traffic: nothing fails, nothing is reordered")
    func theProgramIsReplacedFiftyTimesUnderTraffic() async throws {
      let said = try await ReplacedGateway.run { served in
        let (replacing, reader) = (Replacing(served.gateway), served.reader)
        try await withThrowingTaskGroup(of: Void.self) { tasks in
          tasks.addTask { try await replacing.run(Self.replacements) }
          tasks.addTask {
            while await !replacing.isOver {
              _ = try await reader.call(EngineRequest("eth_chainId", []))
            }
          }
          // A build that one process began is asked for at the next: slots go on all the time.
          while await !replacing.isOver { try await served.runSlot() }
          try await tasks.waitForAll()
        }
        #expect(served.driver.counts.blocks > Self.replacements)
        return await replacing.current
      }
      #expect(said.split(separator: "\n").count { $0.contains("serves now") } == Self.replacements)
    }

    @Test("a successor that cannot begin is ended, and the gateway goes on")
    func aSuccessorThatCannotBeginIsEnded() async throws {
      _ = try await ReplacedGateway.run { served in
        let first = served.gateway.firstProcess
        let settings = try Data(contentsOf: served.settings)
        // It does not even read its settings.
        try Data("mode: sideways".utf8).write(to: served.settings)
        try await served.refuse(first, "ended while starting")
        // It cannot bind what it is told to when everything is its own already.
        let text = String(decoding: settings, as: UTF8.self)
        let taken = "admin: {port: \(served.gateway.port)}"
        try Data(text.replacing("admin: {port: 0}", with: taken).utf8).write(to: served.settings)
        try await served.refuse(first, "ended while taking over")
        try settings.write(to: served.settings)
        return try await served.gateway.replace(first)
      }
    }

    @Test("the way back to v4 does not wait for a successor that is slow to begin")
    func theWayBackDoesNotWaitForASlowSuccessor() async throws {
      _ = try await ReplacedGateway.run(leavesV5: true) { served in
        let first = served.gateway.firstProcess
        let settings = try Data(contentsOf: served.settings)
        try FileManager.default.removeItem(at: served.settings)
        #expect(mkfifo(served.settings.path, 0o600) == 0)
        kill(first, SIGUSR2)
        // It opens once the successor reads its settings, which have no end yet.
        let pipe = try await blocking { [path = served.settings.path] in
          try FileHandle(forWritingTo: URL(filePath: path))
        }
        kill(first, SIGHUP)
        kill(first, SIGUSR1)
        try await served.runSlots(until: "is a pipe; give a file to reload from")
        try await served.runSlots(until: "SIGUSR1: v4 answers")
        #expect(try !served.said.contains("not replaced"))
        try pipe.write(contentsOf: Data("mode: sideways".utf8))
        try pipe.close()
        try await served.runSlots(until: "not replaced: the new program ended while starting")
        try FileManager.default.removeItem(at: served.settings)
        try settings.write(to: served.settings)
        return try await served.gateway.replace(first)
      }
    }
  }
}

/// A gateway's program with a caller and a reader on kept-alive connections.
private final class ReplacedGateway {
  let gateway: ServedGateway
  let reader: RecordedCaller
  let settings: URL
  private let log: URL
  private let caller: RecordedCaller
  private(set) var driver: SlotDriver

  private init(
    gateway: ServedGateway, caller: RecordedCaller, reader: RecordedCaller, driver: SlotDriver,
    settings: URL, log: URL
  ) {
    (self.gateway, self.caller, self.reader) = (gateway, caller, reader)
    (self.driver, self.settings, self.log) = (driver, settings, log)
  }

  /// Starts everything, lets a test replace the program, and checks what the engines saw of it.
  ///
  /// - Parameters:
  ///   - leavesV5: v5 is asked no longer from some slot on.
  ///   - body: returns the number of the process that serves in the end.
  /// - Returns: what the processes wrote.
  static func run(
    leavesV5: Bool = false, _ body: (ReplacedGateway) async throws -> Int32
  ) async throws -> String {
    let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 3)
    let engines = try await RecordedEngines.start(["v4", "v5"], on: group)
    let settings = folder.appending(path: "gateway.yaml")
    let text =
      try engines.settings(secretIn: folder) + """
        mode: canary(5000)
        state: {folder: \(folder.path)/state}
        """
    try Data(text.utf8).write(to: settings)
    let log = folder.appending(path: "log")
    let gateway = try await ServedGateway.start(settings: settings, log: log)
    let served = ReplacedGateway(
      gateway: gateway, caller: try await RecordedCaller(port: gateway.port, loop: group.next()),
      reader: try await RecordedCaller(port: gateway.port, loop: group.next()),
      driver: engines.slotDriver(), settings: settings, log: log)
    do {
      let last = try await body(served)
      for _ in 0..<3 { try await served.runSlot() }
      try await served.caller.close()
      try await served.reader.close()
      try await gateway.end(last)
    } catch {
      await gateway.kill()
      throw error
    }
    try served.check(engines, leavesV5: leavesV5)
    try await engines.end()
    try await group.shutdownGracefully()
    return try served.said
  }

  var said: String {
    get throws { try String(contentsOf: log, encoding: .utf8) }
  }

  func runSlot() async throws {
    var request = driver.startSlot()
    while case .request(let next) = driver.received(try await caller.call(request)) {
      request = next
    }
  }

  /// Asks a process to be replaced, and waits until it says why it is not; slots go on.
  func refuse(_ process: Int32, _ reason: String) async throws {
    let before = try said.count
    kill(process, SIGUSR2)
    try await runSlots(until: "not replaced: the new program \(reason)", after: before)
  }

  /// Goes on with slots until a process says something.
  ///
  /// - Parameter count: characters that were written before and do not count.
  func runSlots(until words: String, after count: Int = 0) async throws {
    while try !said.dropFirst(count).contains(words) {
      try Task.checkCancellation()
      try await runSlot()
    }
  }

  private func check(_ engines: RecordedEngines, leavesV5: Bool) throws {
    let report = try ChronicleChecker.report(
      caller: caller.log.log, engines: engines.logs.mapValues(\.log),
      expectations: engines.expectations)
    let said = try said
    #expect(driver.counts.missed == 0, "\(driver.misses) \(said.suffix(2_000))")
    let violations = report.violations.filter { !leavesV5 || $0.invariant != .bothKeepUp }
    #expect(
      violations.isEmpty,
      "\(violations.prefix(5).map { "\($0.invariant) \($0.sentence)" })")
    #expect(report.summary.missedSlots.isEmpty)
    #expect(report.summary.headsAreEqual != leavesV5)
    #expect(report.summary.ownErrors == 0)
  }
}

/// One replacement after the other.
private actor Replacing {
  private let gateway: ServedGateway
  private(set) var current: Int32
  private(set) var isOver = false

  init(_ gateway: ServedGateway) {
    self.gateway = gateway
    current = gateway.firstProcess
  }

  func run(_ count: Int) async throws {
    defer { isOver = true }
    for _ in 0..<count { current = try await gateway.replace(current) }
  }
}
