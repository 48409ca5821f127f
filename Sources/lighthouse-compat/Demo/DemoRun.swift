import DevChain
import EthereumPrimitives
import LighthouseCompatibility

/// A chain of the demo's on two embedded engines: through the gateway, or through the library.
protocol DemoRun {
  /// What is running, in a line.
  var headline: String { get }
  var engines: DemoEngines { get }
  var metrics: CompatMetrics.Snapshot { get }
  var counts: SlotCounts { get }
  var misses: [MissedSlot] { get }
  var headHash: Hash32 { get }
  /// Exchanges that are not compared yet.
  var outstanding: Int { get async throws }

  /// Runs the next slot to its end.
  mutating func runSlot() async
  func stop() async throws
}

extension DemoRun {
  /// Waits until every exchange has been compared, for at most ten seconds.
  func settle() async throws {
    for _ in 0..<1000 {
      if try await outstanding == 0 { return }
      try await Task.sleep(for: .milliseconds(10))
    }
  }
}
