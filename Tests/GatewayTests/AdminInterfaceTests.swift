import NIOCore
import EngineHTTP
import EngineRPC
import Foundation
import Gateway
import LighthouseCompatibility
import NIOPosix
import TestKit
import Testing

/// The admin interface from the network's side.
@Suite struct `Admin interface` {
  private static let separate = "topology: separate"

  private static func run<Value>(
    _ mode: MigrationMode = .parallel, v5: String = "VALID", isReadOnly: Bool = false,
    _ body: (GatewayHarness) async throws -> Value
  ) async throws -> Value {
    try await GatewayHarness.run(
      mode: mode, extra: separate, isReadOnly: isReadOnly, v4: { FixedEngine("VALID") },
      v5: { FixedEngine(v5) }, body)
  }

  /// A payload, as far as a fixed engine looks at one.
  private static func offerPayload(_ harness: GatewayHarness) async throws -> JSONValue {
    try await harness.call(
      "engine_newPayloadV2", [["blockHash": .string(FixedEngine.hash), "parentHash": "0x00"]])
  }

  @Test(arguments: AdminRefusalCase.all)
  func `refuses with a status, an error and a fix, and changes nothing`(
    _ refusal: AdminRefusalCase
  ) async throws {
    try await Self.run { harness in
      let before = try await harness.gateway.status()
      let response = try await harness.admin(refusal.request)
      #expect(response.status == refusal.status, "\(response.text)")
      let body = try JSONValue(parsing: response.body)
      #expect(body["error"]?.stringValue?.isEmpty == false)
      #expect(body["fix"]?.stringValue?.isEmpty == false)
      #expect(response.headers["content-type"] == "application/json")
      #expect((response.headers["allow"] != nil) == (refusal.status == 405))
      #expect((response.headers["www-authenticate"] != nil) == (refusal.status == 401))
      #expect(!response.text.contains(GatewayHarness.adminToken))
      let after = try await harness.gateway.status()
      #expect(after.mode == before.mode && after.epoch == before.epoch)
      #expect(after.policy == before.policy)
    }
  }

  @Test func `a gateway without a token is read-only`() async throws {
    try await Self.run(isReadOnly: true) { harness in
      #expect(try await harness.get("/v1/status").status == 200)
      let response = try await harness.post("/v1/mode", #"{"mode":"v4Only"}"#)
      #expect(response.status == 403)
      #expect(response.text.contains("admin.token"))
      #expect(try await harness.gateway.status().mode == .parallel)
    }
  }

  @Test func `a mode is entered, and told`() async throws {
    try await Self.run { harness in
      let response = try await harness.post(
        "/v1/mode", #"{"mode":"canary(10000)","patienceMilliseconds":0}"#)
      #expect(response.status == 200, "\(response.text)")
      let body = try JSONValue(parsing: response.body)
      #expect(body["before"] == "parallel" && body["mode"] == "canary(10000)")
      #expect(body["epoch"] == 1 && body["authority"] == "v5" && body["follower"] == "v4")
      let status = try await harness.getJSON("/v1/status")
      #expect(status["mode"] == "canary(10000)" && status["authority"] == "v5")
      #expect(status["wayBack"]?["open"] == true)
    }
  }

  @Test func `a mode that must not be entered is a conflict with the refusal's words`() async throws
  {
    try await GatewayHarness.run(
      mode: .v4Only, extra: Self.separate, v4: { FixedEngine("VALID") },
      v5: { FixedEngine("VALID") }
    ) { harness in
      // v4Only leaves v5 out: it is behind from the first payload on.
      _ = try await Self.offerPayload(harness)
      let response = try await harness.post("/v1/mode", #"{"mode":"v5Only"}"#)
      #expect(response.status == 409)
      let refusal = ModeRefusal.behind(.v5Only, .v5, .notAsked)
      #expect(try JSONValue(parsing: response.body)["error"] == .string(refusal.description))
      #expect(try await harness.gateway.status().mode == .v4Only)
    }
  }

  @Test func `a divergence freezes, is shown with both answers, and a person unfreezes`()
    async throws
  {
    try await Self.run(v5: "INVALID") { harness in
      _ = try await Self.offerPayload(harness)
      _ = try await harness.settledMetrics()
      let status = try await harness.getJSON("/v1/status")
      #expect(status["health"]?["word"] == "waiting")
      #expect(status["freeze"]?.stringValue?.contains("disagree") == true)
      let list = try await harness.getJSON("/v1/mismatches")
      let mismatch = try #require(list.arrayValue?.last)
      #expect(mismatch["verdict"] == "divergence")
      let difference: JSONValue = [
        "text": "status: v4 VALID, v5 INVALID", "path": "status", "v4": "VALID", "v5": "INVALID",
      ]
      #expect(mismatch["differences"] == [difference])
      #expect(status["lastMismatch"]?["id"] == mismatch["id"])
      let one = try await harness.getJSON("/v1/mismatches/\(try #require(mismatch["id"]).text)")
      #expect(one["v4"]?.stringValue?.contains(#""status":"VALID""#) == true)
      #expect(one["v5"]?.stringValue?.contains(#""status":"INVALID""#) == true)
      #expect(one["request"]?.stringValue?.contains("engine_newPayloadV2") == true)
      #expect(try await harness.post("/v1/mode", #"{"mode":"v5Primary"}"#).status == 409)
      let flag = try await harness.post("/v1/flags", #"{"versions.newPayload":"v5"}"#)
      #expect(flag.status == 409 && flag.text.contains("frozen"))
      let unfrozen = try await harness.post("/v1/unfreeze", "{}")
      #expect(try JSONValue(parsing: unfrozen.body)["wasFrozen"] == true)
      #expect(try await harness.getJSON("/v1/status")["freeze"] == .null)
    }
  }

  @Test func `flags are set all together or not at all`() async throws {
    try await Self.run { harness in
      let before = try await harness.gateway.status().policy
      let refused = try await harness.post(
        "/v1/flags",
        #"{"standby":true,"guard.milliseconds":0,"versions.getPayload":"v6","sideways":1}"#)
      #expect(refused.status == 409)
      let problems = try JSONValue(parsing: refused.body)["problems"]?.arrayValue ?? []
      for name in ["guard.milliseconds", "versions.getPayload", "sideways"] {
        #expect(problems.contains { $0.stringValue?.hasPrefix(name) == true }, "\(name)")
      }
      #expect(problems.count == 3)
      #expect(try await harness.gateway.status().policy == before)
      let set = try await harness.post(
        "/v1/flags",
        #"{"standby":true,"guard.milliseconds":250,"versions.getPayload":"v4","guard.enabled":true}"#
      )
      #expect(set.status == 200, "\(set.text)")
      let changed = try JSONValue(parsing: set.body)["changed"]?.arrayValue ?? []
      #expect(
        changed.compactMap { $0["flag"]?.stringValue } == [
          "standby", "guard.milliseconds", "versions.getPayload",
        ])
      #expect(changed[1]["before"] == "500" && changed[1]["after"] == "250")
      let policy = try await harness.gateway.status().policy
      #expect(policy.standby && policy.budgets.agreement == .milliseconds(250))
      #expect(policy.versions == [.getPayload: .v4])
      let back = try await harness.post("/v1/flags", #"{"versions.getPayload":"mode"}"#)
      #expect(back.status == 200)
      #expect(try await harness.gateway.status().policy.versions.isEmpty)
      #expect(try await harness.getJSON("/v1/flags")["standby"] == true)
    }
  }

  @Test func `health is the authority's, whatever the mode is called`() async throws {
    try await Self.run(.v5Primary) { harness in
      #expect(try await harness.getJSON("/healthz")["authority"] == "v5")
      try await harness.engines[1].drain(deadline: .now())
      while try await !harness.gateway.status().sides.contains(where: \.isOffline) {
        _ = try await Self.offerPayload(harness)
      }
      let health = try await harness.get("/healthz")
      #expect(health.status == 200, "\(health.text)")
      let body = try JSONValue(parsing: health.body)
      #expect(body["authority"] == "v4" && body["mode"] == "v5Primary")
      #expect(body["engines"] == ["v4": "up", "v5": "down"])
      try await harness.engines[0].drain(deadline: .now())
      while try await harness.gateway.status().sides.contains(where: { !$0.isOffline }) {
        _ = try await Self.offerPayload(harness)
      }
      #expect(try await harness.get("/healthz").status == 503)
      #expect(try await harness.getJSON("/v1/status")["health"]?["word"] == "failed")
    }
  }

  @Test func `why names the reason`() async throws {
    try await Self.run(.canary(basisPoints: 5000)) { harness in
      let block = "0x" + String(repeating: "ab", count: 32)
      let split = try await harness.getJSON("/v1/why?method=engine_newPayloadV2&block=\(block)")
      #expect(split["reason"] == "SPLIT")
      #expect(split["sentences"]?[0]?.stringValue?.contains("bucket of block \(block)") == true)
      _ = try await harness.post("/v1/flags", #"{"versions.newPayload":"v4"}"#)
      let flagged = try await harness.getJSON("/v1/why?block=\(block)")
      #expect(flagged["reason"] == "TARGETING_MATCH" && flagged["authority"] == "v4")
      let unknown = try await harness.getJSON("/v1/why?method=personal_sign")
      #expect(unknown["reason"] == "ERROR" && unknown["authority"] == .null)
      _ = try await harness.post("/v1/mode", #"{"mode":"v4Only"}"#)
      let fixed = try await harness.getJSON("/v1/why")
      #expect(fixed["reason"] == "STATIC" && fixed["authority"] == "v4")
    }
  }

  @Test func `a test on the traffic is started, counted, ended and forgotten`() async throws {
    try await Self.run { harness in
      let start = #"{"name":"latency-1","v5Share":5000,"durationSeconds":60,"unit":"none"}"#
      #expect(try await harness.post("/v1/ab", start).status == 200)
      #expect(try await harness.post("/v1/ab", start).status == 409)
      _ = try await Self.offerPayload(harness)
      _ = try await harness.settledMetrics()
      let list = try await harness.getJSON("/v1/ab")
      // Drawn by lot: one of the two has it.
      let counted = ["v4", "v5"].map { list[0]?[$0]?["successes"]?.text }
      #expect(Set(counted) == ["0", "1"])
      #expect(list[0]?["phase"] == "running")
      let ended = try await harness.post("/v1/ab/latency-1", #"{"action":"end"}"#)
      #expect(try JSONValue(parsing: ended.body)["phase"] == "finished")
      #expect(try await harness.post("/v1/ab/latency-1", #"{"v5Share":1}"#).status == 409)
      #expect(try await harness.post("/v1/ab/latency-1", #"{"action":"forget"}"#).status == 200)
      #expect(try await harness.get("/v1/ab/latency-1").status == 404)
    }
  }

  @Test func `metrics tell lanes, standings and the way back`() async throws {
    try await Self.run(v5: "INVALID") { harness in
      _ = try await Self.offerPayload(harness)
      _ = try await harness.settledMetrics()
      // What it cannot hear by itself a scrape shows as it was within the last second.
      var text = try await harness.get("/metrics").text
      while !text.contains("lighthouse_compat_frozen 1\n") {
        try Task.checkCancellation()
        await Task.yield()
        text = try await harness.get("/metrics").text
      }
      for line in [
        #"mode{mode="parallel"} 1"#, #"mode{mode="v4Only"} 0"#, "epoch 0", "frozen 1",
        #"authority{side="v4"} 1"#,
        #"engine_behind{side="v5"} 0"#, #"lane_in_flight{side="v4"} 0"#,
        #"lane_bytes{side="v5"} 0"#, "went_back_total 0", "way_back_open 1",
        #"verdicts_total{operation="engine_newPayload",verdict="divergence"} 1"#,
        #"differences_total{class="status",operation="engine_newPayload"} 1"#,
        #"operation_duration_seconds_count{operation="engine_newPayload",side="v5"} 1"#,
        #"info{version="0.1.0"} 1"#,
      ] {
        #expect(text.contains("\nlighthouse_compat_\(line)\n"), "\(line)")
      }
      let names = text.split(separator: "\n").filter { $0.hasPrefix("# TYPE") }
        .map { $0.split(separator: " ")[2] }
      #expect(Set(names).count == names.count)
    }
  }

  @Test func `the Unix socket is its owner's alone, and goes with the gateway`() async throws {
    let path = try await Self.run { harness in
      let path = harness.folder.appending(path: "admin.sock").path
      let attributes = try FileManager.default.attributesOfItem(atPath: path)
      #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == 0o600)
      let token = try AdminToken(file: harness.folder.appending(path: "token").path)
      let client = AdminClient(
        address: .unix(path: path), token: token, group: harness.group)
      #expect(try await client.get("/v1/status").body["mode"] == "parallel")
      let answer = try await client.post("/v1/mode", ["mode": "v4Primary"])
      #expect(answer.status == 200 && answer.body["mode"] == "v4Primary")
      return path
    }
    #expect(!FileManager.default.fileExists(atPath: path))
  }
}
