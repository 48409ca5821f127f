import ChainKit
import DevChain
import LighthouseCompatibility
import Testing

extension EndToEnd {
  @Suite struct FollowerOfV4PrimaryTests {
    @Test(
      "whatever v5 does in v4Primary, the caller hears v4",
      arguments: [EngineFault.garbage, .invalid, .close, .status500])
    func whateverV5DoesTheCallerHearsV4(fault: EngineFault) async throws {
      let run = try await ChainRun.run(mode: .v4Primary) { v5 in try await v5.setFault(fault) }
      try await run.expectUnnoticed()
    }

    @Test func aKilledFollowerIsNotNoticedInV4Primary() async throws {
      let run = try await ChainRun.run(mode: .v4Primary) { v5 in try await v5.kill() }
      try await run.expectUnnoticed()
      #expect(run.metrics.v5OnlyErrors >= 4 * ChainRun.faultySlots)
    }
  }
}
