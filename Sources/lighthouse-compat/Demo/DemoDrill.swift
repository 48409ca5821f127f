import DevChain
import EngineRPC
import Foundation
import Gateway
import Migration
import NIOPosix

/// A drill on two embedded engines: a chain in parallel mode, the way to v5 and back.
struct DemoDrill {
  /// Slots before the drill, for engines and lanes to settle, and for it at most.
  private static let (settling, limit) = (5, 600)

  let slotMilliseconds: Int
  let who: String
  /// Hears what goes on.
  let say: (String) -> Void

  /// Runs the drill; returns its report.
  ///
  /// - Throws: why it could not begin.
  func run(_ group: MultiThreadedEventLoopGroup) async throws -> JSONValue {
    var chain = try await DemoChain.start(group, pace: .real(WallClock.now))
    say("\(chain.headline); a slot in \(slotMilliseconds) ms")
    let gateway = chain.gateway
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { await gateway.run() }
      let result: Result<JSONValue, any Error>
      do {
        result = .success(try await drive(&chain, gateway))
      } catch {
        result = .failure(error)
      }
      tasks.cancelAll()
      try await tasks.waitForAll()
      try await chain.stop()
      return try result.get()
    }
  }

  private func drive(
    _ chain: inout DemoChain, _ gateway: GatewayService
  ) async throws -> JSONValue {
    try await gateway.startMigration(who: who)
    let clock = ContinuousClock()
    var next = clock.now
    for slot in 1...Self.limit {
      if slot == Self.settling {
        say("the drill begins after slot \(slot - 1)")
        try await gateway.beginDrill(who: who)
      }
      next += .milliseconds(slotMilliseconds)
      await chain.runSlot()
      if let report = gateway.migration?.lastDrill {
        say("it has ended in slot \(slot); \(chain.counts.missed) slots missed")
        return try JSONValue(parsing: [UInt8](JSONEncoder().encode(report)))
      }
      try await clock.sleep(until: next)
    }
    throw DemoDrillError(slots: Self.limit)
  }
}

/// The drill did not end.
struct DemoDrillError: Error, CustomStringConvertible {
  let slots: Int

  var description: String { "the drill has not ended within \(slots) slots" }
}
