import ChainKit
import Chronicle
import DevChain
import EngineRPC
import EthereumPrimitives

/// What is looked at when a run is over.
extension ChaosRun {
  private static let settleTime = Duration.seconds(20)
  /// What the gateway may have of memory, in MiB, whatever floods it (S7).
  private static let memoryLimit = 512

  mutating func conclude() async throws {
    try await settle()
    result.slots = slot
    result.end = watch.summary
    result.substitutions = watch.substitutions
    result.starts = world.gateway.starts
    result.peakMemory = world.gateway.peakMemory
    if let peak = result.peakMemory, peak > Self.memoryLimit {
      result.problems.append("the gateway had \(peak) MiB of memory")
    }
    result.problems += world.gateway.surprises.map { "the gateway ended by itself: \($0)" }
    try await compareHeads()
    try await check()
  }

  /// Waits until no exchange is outstanding and every engine that is asked is level.
  mutating func settle() async throws {
    let deadline = ContinuousClock.now + Self.settleTime
    while ContinuousClock.now < deadline {
      await look(before: node.log.live.nextNumber)
      if watch.isLevel, watch.hasEnded { return }
      try await Task.sleep(for: .milliseconds(10))
    }
    result.problems.append(
      "not settled within \(Self.settleTime): \(watch.summary), \(watch.status?["sides"]?.text ?? "")"
    )
  }

  private mutating func compareHeads() async throws {
    let expected = caller.driver.headHash.description
    // A chain that stands still is the missed slots' affair: v4 may have lost it when nobody else was
    // asked, or may be on a block of which the caller heard no more.
    if result.missed.last?.slot == slot { return }
    for (name, engine) in world.engines where name == "v4" || watch.follower != nil {
      let head = try await engine.head()
      if head != expected {
        result.problems.append("\(name) ends on \(head ?? "nothing"), the caller on \(expected)")
      }
    }
  }

  private mutating func check() async throws {
    // What was on its way to a stopped engine is read when it goes on, answered or given up long ago.
    let isUnreliable = !scenario.rules.isEmpty || scenario.fault == .hang
    let genesis = try await world.engines["v4"]?.engine.block("0x0")["hash"]?.stringValue ?? ""
    let expectations = ChronicleExpectations(
      topology: .separate(v4: "v4", v5: "v5"), gaps: watch.gaps,
      unreliable: isUnreliable ? Set(scenario.target.sides) : [],
      // The least time after which the gateway gives an answer up.
      patience: 100_000_000, knownBlocks: [try Hash32(hex: genesis)])
    let report = try ChronicleChecker.report(
      caller: node.log.log, engines: world.engines.mapValues { try $0.log() },
      expectations: expectations)
    result.violations = report.violations.map(\.description)
    result.operations = report.summary.operations
  }
}
