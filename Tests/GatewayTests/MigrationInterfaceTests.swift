import EngineHTTP
import EngineRPC
import Foundation
import Gateway
import LighthouseCompatibility
import Records
import SQLiteRecords
import TestKit
import Testing

/// The migration from the operator's side: a gateway that is served, and its folder.
@Suite(.timeLimit(.minutes(10))) struct `Migration interface` {
  private static func run<Value>(
    _ mode: MigrationMode = .parallel, _ body: (GatewayHarness) async throws -> Value
  ) async throws -> Value {
    try await GatewayHarness.run(
      mode: mode, extra: "topology: separate", v4: { FixedEngine("VALID") },
      v5: { FixedEngine("VALID") }, body)
  }

  private func tell(
    _ verb: String, _ body: String, _ harness: GatewayHarness
  ) async throws -> (status: Int, body: JSONValue) {
    let response = try await harness.post("/v1/migration/\(verb)", body)
    return (response.status, try JSONValue(parsing: response.body))
  }

  /// Waits until the router is in a mode.
  private func waitFor(_ mode: MigrationMode, _ harness: GatewayHarness) async throws {
    while try await harness.gateway.status().mode != mode {
      try Task.checkCancellation()
      await Task.yield()
    }
  }

  @Test func `starts, promotes, drills no further than allowed, and rolls back`() async throws {
    try await Self.run { harness in
      let (status, dry) = try await tell("start", #"{"who":"ana"}"#, harness)
      #expect(status == 200 && dry["kind"] == "preMigration")
      let started = try await tell("start", #"{"who":"ana","execute":true}"#, harness)
      #expect(started.status == 200, "\(started.body.text)")
      #expect(started.body["kind"] == "testing")
      let again = try await tell("start", #"{"who":"ana","execute":true}"#, harness)
      #expect(again.status == 409)
      let promoted = try await tell("promote", #"{"who":"ana","reason":"test"}"#, harness)
      #expect(promoted.status == 200, "\(promoted.body.text)")
      try await waitFor(.canary(basisPoints: 500), harness)
      let mode = try await harness.post("/v1/mode", #"{"mode":"v5Only"}"#)
      #expect(mode.status == 409 && mode.text.contains("the migration engine-v5 decides"))
      let nobody = try await tell("pause", #"{"reason":"x"}"#, harness)
      #expect(nobody.status == 409)
      let rolled = try await tell("rollback", #"{"who":"ana","reason":"late slots"}"#, harness)
      #expect(rolled.status == 200 && rolled.body["kind"] == "rolledBack")
      #expect(try await harness.gateway.status().mode == .v4Only)
      #expect(rolled.body["stateText"]?.stringValue?.contains("late slots") == true)
      let status2 = try await harness.getJSON("/v1/status")
      #expect(status2["migration"]?["kind"] == "rolledBack")
      let unknown = try await tell("jump", "{}", harness)
      #expect(unknown.status == 400)
    }
  }

  @Test func `the PANIC file brings v4 back, whatever the controller does`() async throws {
    try await Self.run(.v5Primary) { harness in
      let file = harness.folder.appending(path: "state/PANIC")
      try Data("fire\n".utf8).write(to: file)
      try await waitFor(.v4Only, harness)
      // It stays so while the file is there.
      let start = try await tell("start", #"{"who":"ana","execute":true}"#, harness)
      #expect(start.status == 409, "\(start.body.text)")
      try FileManager.default.removeItem(at: file)
    }
  }

  @Test func `state that cannot be read is v4Only and a loud word, never a crash`() async throws {
    try await Self.run(.v4Only) { harness in
      let state = harness.folder.appending(path: "damaged")
      try FileManager.default.createDirectory(at: state, withIntermediateDirectories: true)
      try Data("no database".utf8).write(to: state.appending(path: "records.sqlite"))
      var configuration = try harness.configuration(mode: .v5Primary, extra: "")
      configuration.migration?.folder = state
      configuration.adminSocket = nil
      let gateway = try await GatewayService.start(
        configuration, group: harness.group, logger: .silent,
        now: { Date().timeIntervalSince1970 })
      #expect(try await gateway.status().mode == .v4Only)
      #expect(gateway.migration == nil)
      // The flag is obeyed all the same.
      try await gateway.change(to: .v5Primary)
      try Data().write(to: state.appending(path: "PANIC"))
      while try await gateway.status().mode != .v4Only {
        try Task.checkCancellation()
        await Task.yield()
      }
      try await gateway.drain()
    }
  }

  @Test func `mismatches with their bodies, and A/B tests, are kept in the records`() async throws {
    try await GatewayHarness.run(
      mode: .parallel, extra: "topology: separate", v4: { FixedEngine("VALID") },
      v5: { FixedEngine("INVALID") }
    ) { harness in
      let test = #"{"name":"load","v5Share":5000,"durationSeconds":60,"unit":"none"}"#
      #expect(try await harness.post("/v1/ab", test).status == 200)
      _ = try await harness.call(
        "engine_newPayloadV2", [["blockHash": .string(FixedEngine.hash)]])
      let folder = StateFolder(harness.folder.appending(path: "state"))
      var samples: [MismatchRecord] = []
      var tests: [String] = []
      while samples.isEmpty || tests.isEmpty {
        try Task.checkCancellation()
        let store = try SQLiteRecords.openReadOnly(folder)
        samples = try store.records(MismatchRecord.self, matching: RecordQuery()).map(\.record)
        tests = try store.experiments().map(\.name)
        try store.close()
        await Task.yield()
      }
      #expect(tests == ["load"])
      #expect(samples.map(\.method) == ["engine_newPayloadV2"])
      let bodies = samples.map {
        [$0.request, $0.v4, $0.v5].map { String(decoding: $0.bytes, as: UTF8.self) }
      }
      #expect(bodies[0][0].contains(FixedEngine.hash))
      #expect(bodies[0][1].contains("VALID") && bodies[0][2].contains("INVALID"))
      #expect(samples[0].document.contains("differences"))
    }
  }

  @Test func `a second gateway on one folder is refused with what to do`() async throws {
    try await Self.run { harness in
      let configuration = try harness.configuration(extra: "")
      let error = await #expect(throws: (any Error).self) {
        _ = try await GatewayService.start(
          configuration, group: harness.group, logger: .silent,
          now: { Date().timeIntervalSince1970 })
      }
      #expect(
        "\(error.map { "\($0)" } ?? "")".contains("controls these records"),
        "\(error.debugDescription)")
    }
  }
}
