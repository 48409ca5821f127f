import ChainKit
import Chronicle
import DevChain
import FaultProxy
import Foundation
import NIOCore
import NIOPosix

/// The same slots and the same fault with the caller straight at v4's engine.
struct ControlRun {
  /// The slots that it misses.
  static func missedSlots(
    _ scenario: Scenario, _ result: RunResult, in folder: URL
  ) async throws -> Set<Int> {
    let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    return try await ending({ try await group.shutdownGracefully() }) {
      try await ChaosWorld.withEngines(["v4"], folder) { engines in
        guard let engine = engines["v4"] else { return [] }
        let proxy = try await WireProxy.start(
          on: group.next(), target: engine.engine.port, seed: scenario.seed)
        return try await ending(proxy.close) {
          let clock = try ClockFile(folder.appending(path: "clock"), isNew: true)
          let node = ConsensusNode(
            port: proxy.port, key: ChaosWorld.engineKey, clock: clock, sharesClock: true)
          let injection = Injection(scenario, engine: engine, proxy: proxy, clock: clock)
          return try await drive(node, injection, result)
        }
      }
    }
  }

  private static func drive(
    _ node: ConsensusNode, _ injection: Injection, _ result: RunResult
  ) async throws -> Set<Int> {
    guard let faulty = result.faultSlots else { return [] }
    node.beginSlot()
    var caller = try await ChaosRun.caller(node)
    var missed: Set<Int> = []
    let last = result.missed.last?.slot ?? 0
    for slot in 1...max(1, last) {
      if slot == faulty.upperBound { try await injection.heal() }
      node.beginSlot(interruption: slot == faulty.lowerBound ? injection.interruption() : nil)
      if case .missed = try await caller.runSlot() { missed.insert(slot) }
      node.endSlot()
    }
    return missed
  }
}
