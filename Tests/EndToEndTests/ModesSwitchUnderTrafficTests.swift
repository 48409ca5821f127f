import Gateway
import Chronicle
import DevChain
import EngineRPC
import LighthouseCompatibility
import TestKit
import Testing

extension EndToEnd {
  @Suite struct ModesSwitchUnderTrafficTests {
    private static let switches = 1000

    /// One mode after the other, each of the six as often, in an order that the seed decides.
    private struct Modes {
      var generator: SeededGenerator
      private var deck: [MigrationMode] = []

      init(seed: UInt64) {
        generator = SeededGenerator(seed: seed)
      }

      mutating func next() -> MigrationMode {
        if deck.isEmpty {
          let share = Int(generator.next() % 10_001)
          deck = [
            .v4Only, .v5Only, .parallel, .v4Primary, .v5Primary, .canary(basisPoints: share),
          ].shuffled(using: &generator)
        }
        return deck.removeLast()
      }
    }

    @Test(
      "a thousand switches under traffic lose, repeat and reorder nothing",
      arguments: [["v4", "v5"], ["both"]], [UInt64(1)])
    func aThousandSwitchesUnderTrafficLoseNothing(engines: [String], seed: UInt64) async throws {
      try await RecordedGateway.run(engines: engines) { config in
        config.routing.standby = true
        // Told rather than probed: the first switches come before the first payload.
        if engines.count == 2 { config.topology = .separate }
      } _: { recorded in
        var (modes, driver) = (Modes(seed: seed), recorded.slotDriver())
        var done = 0
        var seen: Set<String> = []
        while done < Self.switches {
          var request = driver.startSlot()
          slot: while true {
            let mode = modes.next()
            // The switch falls somewhere within the call.
            async let switched: Void = recorded.gateway.change(to: mode)
            let answer = try await recorded.call(request)
            try await switched
            seen.insert(mode.description.prefix { $0 != "(" }.description)
            done += 1
            switch driver.received(answer) {
            case .request(let next): request = next
            case .ended, nil: break slot
            }
          }
        }
        #expect(seen.count == 6)
        try await recorded.settle()
        #expect(driver.counts.missed == 0, "seed \(seed): \(driver.misses)")
        #expect(driver.counts.blocks >= Self.switches / 8)
        let logs = recorded.engineLogs.mapValues(\.log)
        let report = try ChronicleChecker.report(
          caller: recorded.callerLog.log, engines: logs, expectations: recorded.engines.expectations
        )
        #expect(
          report.violations.isEmpty,
          "seed \(seed): \(report.violations.prefix(5).map { "\($0.invariant) \($0.sentence)" })")
        #expect(report.summary.missedSlots.isEmpty && report.summary.headsAreEqual)
        #expect(report.summary.ownErrors == 0 && report.summary.operations >= Self.switches)
        let status = try await recorded.gateway.status()
        #expect(status.epoch >= UInt64(Self.switches) && status.freeze == nil)
      }
    }
  }
}
