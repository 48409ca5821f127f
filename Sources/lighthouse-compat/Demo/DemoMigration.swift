import DevChain
import EngineRPC
import Evidence
import Gateway
import Migration
import NIOPosix
import Synchronization

/// The whole plan in compressed time on two embedded engines, with a fault of v5's or without.
struct DemoMigration {
  /// A slot of the migration's time, in seconds.
  private static let slot = 12.0
  /// The stage in which the fault begins, and the slots that it lasts before.
  private static let faultStage = "canary-10"
  private static let slotLimit = 20_000

  let fault: DemoFault?
  let seed: UInt64
  /// Real milliseconds for a slot.
  let slotMilliseconds: Int
  let json: Bool
  /// Whether the chain goes on after the end, until somebody interrupts it.
  let stays: Bool
  let admin: (port: Int, token: String?)

  /// Runs the migration; true when it ended as it should.
  func run(_ group: MultiThreadedEventLoopGroup) async throws -> Bool {
    let faults = DemoFaultSwitch(seed: seed)
    let pace = MigrationPace.compressed(by: Self.slot * 1_000 / Double(slotMilliseconds))
    var chain = try await DemoChain.start(group, faults: faults, pace: pace, admin: admin)
    say(chain.headline)
    say(
      "the standard plan, a slot of \(Int(Self.slot)) s in \(slotMilliseconds) ms"
        + (fault.map { "; v5 will be \($0.rawValue) in \(Self.faultStage)" } ?? ""))
    let gateway = chain.gateway
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { await gateway.run() }
      let isGood: Bool
      do {
        isGood = try await drive(&chain, gateway, faults)
        if stays { try await goOn(&chain, gateway) }
      } catch {
        tasks.cancelAll()
        throw error
      }
      tasks.cancelAll()
      try await tasks.waitForAll()
      try await chain.stop()
      return isGood
    }
  }

  private func drive(
    _ chain: inout DemoChain, _ gateway: GatewayService, _ faults: DemoFaultSwitch
  ) async throws -> Bool {
    try await gateway.startMigration(who: "demo")
    let clock = ContinuousClock()
    var next = clock.now
    var shown = ""
    var slots = 0
    var ended: Int?
    while slots < Self.slotLimit, ended.map({ slots < $0 + 25 }) ?? true {
      slots += 1
      next += .milliseconds(slotMilliseconds)
      await chain.runSlot()
      if let report = gateway.migration {
        show(report, slots, &shown)
        if report.stage == Self.faultStage, report.stepElapsed > .minutes(30) {
          faults.set(fault)
        }
        // After the end the chain goes on for a while, so that the way back is seen to serve.
        let isOver = report.kind == .complete && fault == nil || report.kind == .rolledBack
        if isOver, ended == nil { ended = slots }
      }
      if clock.now > next { next = clock.now }
      try await clock.sleep(until: next)
    }
    return try await conclude(chain, gateway, slots)
  }

  /// Runs slots until SIGINT or SIGTERM.
  private func goOn(_ chain: inout DemoChain, _ gateway: GatewayService) async throws {
    say("")
    say("The chain goes on with its gateway; Ctrl-C ends it. In another terminal:")
    say("  lighthouse-compat why --admin http://127.0.0.1:\(gateway.adminPort)")
    let interruption = Interruption()
    let clock = ContinuousClock()
    while !interruption.hasCome {
      await chain.runSlot()
      try await clock.sleep(for: .milliseconds(slotMilliseconds))
    }
  }

  /// Hears of SIGINT and SIGTERM.
  private final class Interruption: Sendable {
    private let flag = Atomic(false)

    init() {
      Task { [self] in
        _ = await ShutdownSignal().wait()
        flag.store(true, ordering: .relaxed)
      }
    }

    var hasCome: Bool { flag.load(ordering: .relaxed) }
  }

  private func show(_ report: MigrationReport, _ slots: Int, _ shown: inout String) {
    let state =
      if case .testing = report.state { "Testing" } else { report.state.description }
    guard state != shown else { return tick(report, slots) }
    shown = state
    if !json, Output.isTerminal { Output.overwrite("") }
    say("slot \(slots): \(state), mode \(report.mode)")
  }

  /// What a person sees move between two steps.
  private func tick(_ report: MigrationReport, _ slots: Int) {
    guard !json, slots.isMultiple(of: 10), report.kind.isAdvancing,
      let columns = TerminalWidth.ofStandardOutput
    else { return }
    let done = Double(report.step) / Double(max(1, report.steps))
    let bar = ProgressBar(fraction: done).text(columns: columns - 50)
    Output.overwrite(
      "\(bar)slot \(slots), step \(report.step) of \(report.steps) (\(report.stage))")
  }

  private func conclude(
    _ chain: DemoChain, _ gateway: GatewayService, _ slots: Int
  ) async throws -> Bool {
    guard let report = gateway.migration else { return false }
    let expected: MigrationStateKind = fault == nil ? .complete : .rolledBack
    let isGood = report.kind == expected && chain.counts.missed == 0
    if json {
      Output.json([
        "state": .string("\(report.state)"), "mode": .string(report.mode),
        "slots": .number("\(slots)"), "missed": .number("\(chain.counts.missed)"),
        "fault": fault.map { .string($0.rawValue) } ?? .null, "good": .bool(isGood),
        "verification": report.verification.map { .string($0.outcome.rawValue) } ?? .null,
      ])
      return isGood
    }
    Output.line("")
    for line in MigrationText.lines(report) { Output.line(line) }
    Output.line("")
    Output.line("slots:      \(slots) run, \(chain.counts.missed) missed")
    for miss in chain.misses.prefix(5) { Output.line("  missed: \(miss)") }
    Output.line(
      isGood
        ? fault == nil
          ? "The migration is complete." : "The fault was found, and v4 answers again."
        : "Not what was expected: \(expected.rawValue) and no missed slot.")
    return isGood
  }

  private func say(_ text: String) {
    if !json { Output.line(text) }
  }
}
