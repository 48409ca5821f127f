import ABTesting
import EngineHTTP
import LighthouseCompatibility
import Migration
import Observability
import Synchronization

/// The gateway's own backend of swift-metrics, and what is told it once a second.
///
/// A scrape shows what was told last: it waits for nothing, least of all for the callers' event
/// loop.
final class GatewayMetrics: Sendable {
  let sink: MetricSink
  private let registry: PrometheusRegistry
  private let process = ProcessReading()
  private let migration: MigrationMetrics

  init() {
    registry = PrometheusRegistry()
    sink = MetricSink(registry)
    migration = MigrationMetrics(sink)
    sink.set(.info, 1, ["version": CompatVersion.current])
    // A counter that has counted nothing is there all the same, so that its rate is 0.
    for name in Self.counters { sink.total(name, 0) }
  }

  private static let counters: [MetricName] = [
    .wentBack, .writersRefused, .comparisonsDropped, .httpRequests, .httpUnauthorized,
    .httpRefusals, .httpMalformed, .httpConnectionsRefused,
  ]

  /// Everything as it is scraped.
  func exposition(_ format: ExpositionFormat) -> String {
    tellProcess()
    return registry.exposition(format)
  }

  // MARK: Once a second

  /// - Parameter tickedAt: when the migration's controller looked at the clock last.
  func tell(_ state: GatewayState, tickedAt: Double?) {
    tellRoute(state)
    for side in state.status.sides { tell(side) }
    tell(state.http)
    if let report = state.migration, let tickedAt { migration.tell(report, tickedAt: tickedAt) }
  }

  /// - Parameter tests: the A/B tests that run, or have run.
  func tell(_ tests: [TestResults]) {
    for results in tests {
      for (arm, counts) in [("v4", results.v4), ("v5", results.v5)] {
        let labels: MetricSink.Labels = ["test": results.test.name, "arm": arm]
        sink.total(.armRequests, counts.requests, labels)
        sink.total(.armFailures, counts.requests - counts.successes, labels)
      }
    }
  }

  private func tellRoute(_ state: GatewayState) {
    let status = state.status
    sink.state(.mode, "mode", status.mode.kind, of: MigrationMode.kinds)
    sink.state(.authority, "side", status.authority.rawValue, of: Side.allCases.map(\.rawValue))
    sink.set(.epoch, Double(status.epoch))
    sink.set(.shareSet, status.mode.v5Share)
    sink.set(.frozen, status.freeze == nil ? 0 : 1)
    sink.set(.contestedBlocks, Double(status.contestedBlocks))
    sink.set(.builds, Double(status.builds.count))
    sink.set(.wayBackOpen, WayBack(state).isOpen ? 1 : 0)
    sink.total(.writersRefused, status.writersRefused)
  }

  private func tell(_ side: CompatStatus.SideStatus) {
    let labels: MetricSink.Labels = ["side": side.side.rawValue]
    sink.set(.engineUp, side.isOffline ? 0 : 1, labels)
    sink.set(.engineBehind, side.behind == nil ? 0 : 1, labels)
    sink.set(.engineWrongChain, side.wrongChain == nil ? 0 : 1, labels)
    sink.set(.laneDepth, Double(side.laneWaiting), labels)
    sink.set(.laneInFlight, Double(side.laneInFlight), labels)
    sink.set(.laneBytes, Double(side.laneBytes), labels)
    let (done, total) = side.catchUpBlocks
    sink.set(.catchUpDone, Double(done), labels)
    sink.set(.catchUpBlocks, Double(total), labels)
  }

  private func tell(_ counts: EngineServerCounts) {
    sink.total(.httpRequests, counts.requests.total)
    sink.total(.httpUnauthorized, counts.unauthorized.total)
    sink.total(.httpRefusals, counts.httpRefusals.total)
    sink.total(.httpMalformed, counts.malformed.total)
    sink.total(.httpConnectionsRefused, counts.connectionsRefused.total)
  }

  private func tellProcess() {
    guard let reading = process.read() else { return }
    sink.total(.processTime, seconds: reading.cpuSeconds)
    sink.set(.processMemory, Double(reading.residentBytes))
    sink.set(.processDescriptors, Double(reading.openDescriptors))
    sink.set(.processMostDescriptors, Double(reading.mostDescriptors))
    sink.set(.processStart, reading.startSeconds)
  }
}

extension CompatStatus.SideStatus {
  /// How far a catch-up has got.
  fileprivate var catchUpBlocks: (done: Int, total: Int) {
    switch catchUp {
    case .running(_, let done, let total, _)?: (done, total)
    case .awaitingForkchoice(_, let imported)?, .level(_, let imported)?: (imported, imported)
    case .failed?, nil: (0, 0)
    }
  }
}

extension MigrationMode {
  fileprivate static let kinds = [
    "v4Only", "v5Only", "parallel", "v4Primary", "v5Primary", "canary",
  ]

  /// Its name without the share.
  fileprivate var kind: String { String("\(self)".prefix { $0 != "(" }) }
}
