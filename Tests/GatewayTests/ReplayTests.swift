import EngineHTTP
import EngineRPC
import Foundation
import LighthouseCompatibility
import Recordings
import TestKit
import Testing

/// Real recordings through the gateway, with the recordings themselves behind it.
@Suite struct `Replayed recordings` {
  private static let shanghai = "recordings/geth-1.14.10-shanghai.jsonl.gz"
  private static let cancun = "recordings/geth-1.14.10-cancun-transition.jsonl.gz"

  @Test func `the Shanghai recording differs nowhere in parallel mode`() async throws {
    let (results, metrics) = try await replay(Self.shanghai, mode: .parallel)
    #expect(results.count == 85)
    #expect(results.filter { $0.result.differs }.map(\.label) == [])
    #expect(metrics.mismatches == 0)
    #expect(metrics.total(.match) == 84)
    #expect(metrics.ownErrors.isEmpty)
  }

  @Test func `the Cancun recording differs nowhere in v5Only`() async throws {
    let (results, metrics) = try await replay(Self.cancun, mode: .v5Only)
    #expect(results.count == 51)
    #expect(results.filter { $0.result.differs }.map(\.label) == [])
    #expect(metrics.operationsCompared == 0)
  }

  @Test func `in parallel mode v4 refuses each Deneb structure by name`() async throws {
    let (results, metrics) = try await replay(Self.cancun, mode: .parallel)
    let carriers: Set<String> = [
      "engine_newPayloadV3", "engine_getPayloadV3",
    ]
    for entry in results {
      let isDeneb =
        carriers.contains(entry.method)
        || (entry.method == "engine_forkchoiceUpdatedV3" && entry.label.hasSuffix("build"))
      guard isDeneb else {
        #expect(!entry.result.differs, "\(entry.label)")
        continue
      }
      guard case .ownError(let reason) = entry.result else {
        Issue.record("\(entry.label): \(entry.result)")
        continue
      }
      #expect(reason.contains("parentBeaconBlockRoot"))
      #expect(reason.contains("v4 dialect"))
    }
    #expect(metrics.refusals.v4.values.reduce(0, +) == 18)
    #expect(metrics.ownErrors.values.reduce(0, +) == 18)
    #expect(metrics.mismatches == 0)
  }

  private struct Entry {
    let label: String
    let method: String
    let result: ReplayJudge.Result
  }

  private func replay(
    _ fixture: String, mode: MigrationMode
  ) async throws -> ([Entry], CompatMetrics.Snapshot) {
    let recording = try Recording(file: Fixture(fixture).url.path)
    // However slow the machine, no engine falls behind by the clock.
    return try await GatewayHarness.run(
      mode: mode, extra: "\nbudgets: {stateChangingMilliseconds: 60000}",
      v4: { RecordingEngine(recording) }, v5: { RecordingEngine(recording) }
    ) { harness in
      var session = ReplaySession()
      var entries: [Entry] = []
      for exchange in recording.exchanges {
        let request = session.request(for: exchange)
        let answer = try await harness.exchange(request.body, id: request.id)
        if case .success(let answer) = answer { session.note(exchange, answer) }
        let result = ReplayJudge().judge(exchange, answer)
        entries.append(Entry(label: exchange.label, method: exchange.method, result: result))
      }
      return (entries, try await harness.settledMetrics())
    }
  }
}
