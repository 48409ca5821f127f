import Chronicle
import DevChain
import EngineTypes
import Foundation
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
  /// - Parameter body: returns the number of the process that serves in the end.
  /// - Returns: what the processes wrote.
  static func run(_ body: (ReplacedGateway) async throws -> Int32) async throws -> String {
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
    try served.check(engines)
    try await engines.end()
    try await group.shutdownGracefully()
    return try served.said
  }

  private var said: String {
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
    while try !said.dropFirst(before).contains("not replaced: the new program \(reason)") {
      try Task.checkCancellation()
      try await runSlot()
    }
  }

  private func check(_ engines: RecordedEngines) throws {
    let report = try ChronicleChecker.report(
      caller: caller.log.log, engines: engines.logs.mapValues(\.log),
      expectations: engines.expectations)
    let said = try said
    #expect(driver.counts.missed == 0, "\(driver.misses) \(said.suffix(2_000))")
    #expect(
      report.violations.isEmpty,
      "\(report.violations.prefix(5).map { "\($0.invariant) \($0.sentence)" })")
    #expect(report.summary.missedSlots.isEmpty && report.summary.headsAreEqual)
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
