import ABTesting
import EngineRPC
import Foundation
import LighthouseCompatibility
import Migration
import NIOCore
import Records

/// Writes what the traffic has shown into the store: the mismatches with their bodies, bounded by
/// the store, and the A/B tests as they stand.
struct TrafficRecords {
  private let control: GatewayControl
  private let lane: StoreLane
  private let clock: ControllerClock
  /// The mismatches that were there at the last look; the log is short.
  private var known: [String] = []
  private var written: [String: String] = [:]

  init(control: GatewayControl, lane: StoreLane, clock: ControllerClock) {
    self.control = control
    self.lane = lane
    self.clock = clock
  }

  /// Writes what is new since the last look.
  ///
  /// - Throws: what the disk has to say; the same is written at the next look.
  mutating func look(_ report: MigrationReport) async throws {
    let moment = Moment(
      wallMilliseconds: clock.wall(), uptimeMilliseconds: Int64(clock.uptime() * 1_000))
    let mismatches = try await control.state().get().mismatches
    let fresh = mismatches.filter { !known.contains(Self.identity($0)) }
    let samples = fresh.map { Self.record($0, report, moment) }
    let experiments = experiments(at: moment).filter { written[$0.name] != $0.document }
    guard !samples.isEmpty || !experiments.isEmpty else { return }
    try await lane.perform { store throws(RecordsError) in
      for sample in samples { try store.append(sample) }
      for experiment in experiments { try store.upsert(experiment) }
    }
    known = mismatches.map(Self.identity)
    for experiment in experiments { written[experiment.name] = experiment.document }
  }

  private static func identity(_ mismatch: Mismatch) -> String {
    "\(mismatch.exchange) \(mismatch.method) \(mismatch.verdict)"
  }

  private static func record(
    _ mismatch: Mismatch, _ report: MigrationReport, _ moment: Moment
  ) -> MismatchRecord {
    MismatchRecord(
      migration: report.name, attempt: report.attempt, method: mismatch.method,
      classification: mismatch.verdict.rawValue, isCritical: mismatch.verdict == .divergence,
      request: SampleBody(Data(mismatch.request.utf8)), v4: SampleBody(Data(mismatch.v4.utf8)),
      v5: SampleBody(Data(mismatch.v5.utf8)), moment: moment,
      document: MismatchDocument.outline(mismatch).text)
  }

  private func experiments(at moment: Moment) -> [ExperimentRecord] {
    let experiment = control.experiment
    return experiment.controller.tests.compactMap { test in
      guard let results = try? experiment.controller.results(test.name) else { return nil }
      let document = ExperimentDocument.json(results, unit: experiment.unit(of: test.name))
      let start = test.start * 1_000
      let end = start + test.duration / .milliseconds(1)
      return ExperimentRecord(
        name: test.name, phase: results.phase.rawValue,
        startMilliseconds: Int64(clamping: Int(exactly: start.rounded()) ?? 0),
        endMilliseconds: Int(exactly: end.rounded()).map { Int64($0) }, moment: moment,
        document: document.text)
    }
  }
}
