import Testing

/// A request that the admin interface refuses, and how.
struct AdminRefusalCase: CustomTestStringConvertible, Sendable {
  let testDescription: String
  let request: String
  let status: Int

  init(_ name: String, _ status: Int, _ request: String) {
    testDescription = name
    self.status = status
    self.request = request
  }

  /// A change by whoever holds the token.
  private static func change(_ name: String, _ status: Int, _ path: String, _ body: String) -> Self
  {
    Self(
      name, status,
      "POST \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\(authorized)\(json)"
        + "Content-Length: \(body.utf8.count)\r\n\r\n\(body)")
  }

  private static func plain(
    _ name: String, _ status: Int, _ line: String, _ headers: String = "Host: localhost\r\n",
    body: String = ""
  ) -> Self {
    let length = body.isEmpty ? "" : "Content-Length: \(body.utf8.count)\r\n"
    return Self(
      name, status, "\(line) HTTP/1.1\r\n\(headers)Connection: close\r\n\(length)\r\n\(body)")
  }

  private static let authorized = "Authorization: Bearer \(GatewayHarness.adminToken)\r\n"
  private static let json = "Content-Type: application/json\r\n"
  private static let local = "Host: localhost\r\n"
  private static let parallel = #"{"mode":"parallel"}"#

  static let all: [Self] = heads + bodies

  private static let heads: [Self] = [
    plain("no token", 401, "POST /v1/mode", local + json, body: parallel),
    plain(
      "a wrong token of the same length", 401, "POST /v1/mode",
      local + json + "Authorization: Bearer "
        + String(repeating: "x", count: GatewayHarness.adminToken.count) + "\r\n", body: parallel),
    plain(
      "a part of the token", 401, "POST /v1/mode",
      local + json + "Authorization: Bearer \(GatewayHarness.adminToken.dropLast())\r\n",
      body: parallel),
    plain(
      "an empty token", 401, "POST /v1/mode", local + json + "Authorization: Bearer \r\n",
      body: parallel),
    plain(
      "two tokens", 401, "POST /v1/mode", local + json + authorized + authorized, body: parallel),
    plain(
      "the token under another scheme", 401, "POST /v1/unfreeze",
      local + json + "Authorization: Basic \(GatewayHarness.adminToken)\r\n", body: "{}"),
    plain("no content type", 415, "POST /v1/mode", local + authorized, body: parallel),
    plain(
      "a form", 415, "POST /v1/mode",
      local + authorized + "Content-Type: application/x-www-form-urlencoded\r\n", body: parallel),
    plain("a page's own host", 403, "GET /v1/status", "Host: evil.example\r\n"),
    plain("a page's own host for metrics", 403, "GET /metrics", "Host: evil.example:8552\r\n"),
    plain("a host like localhost", 403, "GET /v1/status", "Host: localhost.evil.example\r\n"),
    plain("no host", 403, "GET /v1/status", ""),
    plain("two hosts", 403, "GET /v1/status", local + "Host: evil.example\r\n"),
    plain("another path", 404, "GET /v1/nothing"),
    plain("a path with one slash more", 404, "GET /v1/status/"),
    plain("no id", 404, "GET /v1/mismatches/"),
    plain("an id that is no number", 404, "GET /v1/mismatches/x"),
    plain("an id that is not kept", 404, "GET /v1/mismatches/18446744073709551616"),
    plain("reading what is changed", 405, "GET /v1/mode"),
    plain("changing what is read", 405, "POST /v1/status", local + json + authorized, body: "{}"),
    plain("an unknown method", 405, "DELETE /v1/mode", local + authorized),
    plain("a preflight", 405, "OPTIONS /v1/mode", local),
    plain("a block that is no hash", 400, "GET /v1/why?block=0x12"),
  ]

  private static let bodies: [Self] = [
    change("a body that is too large", 413, "/v1/mode", String(repeating: " ", count: 65_537)),
    Self(
      "a chunked body that is too large", 413,
      "POST /v1/mode HTTP/1.1\r\n\(local)\(authorized)\(json)Connection: close\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n10001\r\n" + String(repeating: " ", count: 65_537)
        + "\r\n0\r\n\r\n"),
    change("an empty body", 400, "/v1/mode", ""),
    change("half a body", 400, "/v1/mode", #"{"mode":"#),
    change("a list", 400, "/v1/mode", "[]"),
    change("a deep body", 400, "/v1/mode", String(repeating: "[", count: 60_000)),
    change("a member twice", 400, "/v1/mode", #"{"mode":"v4Only","mode":"v5Only"}"#),
    change("an unknown member", 400, "/v1/mode", #"{"mode":"parallel","force":true}"#),
    change("an unknown mode", 400, "/v1/mode", #"{"mode":"sideways"}"#),
    change("a mode that is no text", 400, "/v1/mode", #"{"mode":1}"#),
    change("a share above 10000", 400, "/v1/mode", #"{"mode":"canary(10001)"}"#),
    change(
      "a patience below zero", 400, "/v1/mode", #"{"mode":"parallel","patienceMilliseconds":-1}"#),
    change(
      "a patience without end", 400, "/v1/mode",
      #"{"mode":"parallel","patienceMilliseconds":99999999999999999999}"#),
    change("members where none are", 400, "/v1/unfreeze", #"{"reason":"x"}"#),
    change("no flag", 400, "/v1/flags", "{}"),
    change("a flag twice", 400, "/v1/flags", #"{"standby":true,"standby":false}"#),
    change("an unknown flag", 409, "/v1/flags", #"{"sideways":true}"#),
    change("a flag that is a list", 409, "/v1/flags", #"{"standby":[]}"#),
    change("a test without a name", 400, "/v1/ab", #"{"v5Share":5000,"durationSeconds":60}"#),
    change(
      "a test's share above 10000", 400, "/v1/ab",
      #"{"name":"a","v5Share":10001,"durationSeconds":60}"#),
    change(
      "a test without an end", 400, "/v1/ab",
      #"{"name":"a","v5Share":1,"durationSeconds":99999999999999999999}"#),
    change(
      "a test that is over before it starts", 400, "/v1/ab",
      #"{"name":"a","v5Share":1,"durationSeconds":0}"#),
    change(
      "a test with a name for two", 400, "/v1/ab",
      #"{"name":"a:b","v5Share":1,"durationSeconds":60}"#),
    change(
      "an unknown unit", 400, "/v1/ab",
      #"{"name":"a","v5Share":1,"durationSeconds":60,"unit":"moon"}"#),
    change("an unknown test", 404, "/v1/ab/nobody", #"{"v5Share":1}"#),
    change("no change of a test", 400, "/v1/ab/nobody", "{}"),
    change("two changes of a test", 400, "/v1/ab/nobody", #"{"v5Share":1,"action":"end"}"#),
  ]
}
