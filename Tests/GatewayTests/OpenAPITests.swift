import EngineRPC
import LighthouseCompatibility
import TestKit
import Testing

/// The description of the admin interface, held against what is served.
@Suite struct `OpenAPI description` {
  private static let methods = ["get", "post", "put", "delete", "patch"]

  /// What each change is sent, so that it is a good one.
  private static let bodies = [
    "/v1/mode": #"{"mode":"v4Primary"}"#, "/v1/unfreeze": "{}",
    "/v1/flags": #"{"standby":true}"#,
    "/v1/ab": #"{"name":"latency-1","v5Share":5000,"durationSeconds":60}"#,
    "/v1/migration/start": #"{"who":"ana"}"#,
    "/v1/ab/latency-1": #"{"v5Share":7500}"#,
  ]

  @Test func `describes exactly what is served`() async throws {
    try await GatewayHarness.run(
      mode: .parallel, extra: "topology: separate", v4: { FixedEngine("VALID") },
      v5: { FixedEngine("INVALID") }
    ) { harness in
      // Something to show in every list.
      _ = try await harness.call(
        "engine_newPayloadV2", [["blockHash": .string(FixedEngine.hash), "parentHash": "0x00"]])
      _ = try await harness.settledMetrics()
      let mismatches = try await harness.getJSON("/v1/mismatches")
      let id = try #require(mismatches[0]?["id"]?.text)
      let document = try await harness.getJSON("/v1/openapi.json")
      #expect(document["openapi"] == "3.1.0")
      let paths = try #require(document["paths"]?.objectValue?.members)
      #expect(paths.count == 23)
      // A stream has no end to wait for.
      for path in paths where path.name != "/v1/stream" {
        for method in Self.methods {
          let target = path.name.replacing("{id}", with: id)
            .replacing("{name}", with: "latency-1").replacing("{verb}", with: "start")
          let response = try await send(method, target, harness)
          guard let operation = path.value[method] else {
            #expect(response.status == 405, "\(method) \(path.name)")
            continue
          }
          try check(response, operation, document, "\(method) \(path.name)")
        }
      }
    }
  }

  private func send(
    _ method: String, _ path: String, _ harness: GatewayHarness
  ) async throws -> RawHTTP.Response {
    if method == "get" { return try await harness.get(path) }
    if method == "post" { return try await harness.post(path, Self.bodies[path] ?? "{}") }
    return try await harness.admin(
      "\(method.uppercased()) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
  }

  private func check(
    _ response: RawHTTP.Response, _ operation: JSONValue, _ document: JSONValue, _ name: String
  ) throws {
    #expect(response.status == 200, "\(name): \(response.text)")
    #expect(operation["summary"]?.stringValue?.isEmpty == false)
    let content = operation["responses"]?["200"]?["content"]?.objectValue?.members.first
    let type = try #require(content?.name, "\(name)")
    #expect(response.headers["content-type"]?.hasPrefix(type) == true, "\(name)")
    guard type == "application/json", let schema = content?.value["schema"] else { return }
    let problems = SchemaCheck(document: document).problems(
      try JSONValue(parsing: response.body), schema, at: name)
    #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
  }

  @Test func `a document that is not as described is found out`() throws {
    let schema: JSONValue = [
      "type": "object", "properties": ["a": ["type": "integer"]], "required": ["a"],
      "additionalProperties": false,
    ]
    let check = SchemaCheck(document: [:])
    #expect(check.problems(["a": 1], schema, at: "x").isEmpty)
    for wrong: JSONValue in [[:], ["a": "1"], ["a": 1, "b": 2], [], nil] {
      #expect(!check.problems(wrong, schema, at: "x").isEmpty, "\(wrong.text)")
    }
  }
}
