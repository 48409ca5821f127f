import Foundation
import NIOHTTP1
import Testing

@testable import Migration

@Suite(.timeLimit(.minutes(10))) struct HTTPHooks {
  @Test(arguments: [200, 201, 204, 299])
  func `a hook is sent the step as a POST and passes with 2xx`(status: Int) async throws {
    try await LoopbackServer.with(.status(status)) { server in
      let hook = HookScene.post(server.url("/a/b?c=d#e"))
      #expect(await HookScene.ask(hook) == .passed)
      let request = try #require(server.requests.first)
      #expect(request.head.method == .POST)
      #expect(request.head.uri == "/a/b?c=d")
      #expect(request.head.headers["Host"] == ["127.0.0.1:\(server.port)"])
      #expect(request.head.headers["Content-Type"] == ["application/json"])
      let step = HookStep(HookScene.pending(), attempt: 3, migration: "engine-v5")
      #expect(try request.body == OutgoingCall.body(step))
    }
  }

  @Test(arguments: [
    (300, "", "HTTP status 300"), (404, "not here", "HTTP status 404"),
    (409, #"{"reason":"not tonight\nreally"}"#, "HTTP status 409: not tonight really"),
    (500, #"{"reason":""}"#, "HTTP status 500"), (503, #"{"reason":7}"#, "HTTP status 503"),
    (403, #"{"reason":"no POST to /hooks/SECRET"}"#, "HTTP status 403"),
  ])
  func `any other status is a veto`(status: Int, body: String, reason: String) async throws {
    try await LoopbackServer.with(.status(status, body: body)) { server in
      #expect(await HookScene.reason(HookScene.post(server.url("/x/SECRET"))) == reason)
    }
  }

  @Test func `a redirection is not followed`() async throws {
    try await LoopbackServer.with(.status(200)) { target in
      try await LoopbackServer.with(.status(307, location: target.url())) { server in
        #expect(await HookScene.reason(HookScene.post(server.url())) == "HTTP status 307")
      }
      #expect(target.requests.isEmpty)
    }
  }

  @Test func `a server that says nothing is a veto after the time-out`() async throws {
    try await LoopbackServer.with(.silence) { server in
      let hook = HookScene.post(server.url(), timeout: PlannedDuration(milliseconds: 200))
      #expect(await HookScene.reason(hook) == "no answer within 200ms")
    }
  }

  @Test func `a server that misbehaves is a veto that says how`() async throws {
    try await LoopbackServer.with(.hangUp) { server in
      let reason = await HookScene.reason(HookScene.post(server.url("/SECRET")))
      #expect(reason == "http://127.0.0.1: closed the connection without an answer")
    }
    try await LoopbackServer.with(.garbage) { server in
      let reason = await HookScene.reason(HookScene.post(server.url("/SECRET")))
      #expect(reason == "http://127.0.0.1: what it answers is not HTTP")
    }
    try await LoopbackServer.with(.flood(status: 500)) { server in
      #expect(await HookScene.reason(HookScene.post(server.url())) == "HTTP status 500")
    }
    try await LoopbackServer.with(.flood(status: 200)) { server in
      #expect(await HookScene.ask(HookScene.post(server.url())) == .passed)
    }
  }

  @Test func `a port that nobody listens on is a veto`() async throws {
    let port = try await LoopbackServer.with(.silence) { $0.port }
    let reason = await HookScene.reason(HookScene.post("http://127.0.0.1:\(port)/SECRET"))
    #expect(reason == "http://127.0.0.1: Connection refused")
  }

  @Test func `a cancelled task gives its request up`() async throws {
    try await LoopbackServer.with(.silence) { server in
      let hook = HookScene.post(server.url())
      let task = Task { await HookScene.reason(hook) }
      await server.wait(for: 1)
      task.cancel()
      #expect(await task.value == "cancelled before there was an answer")
    }
  }

  @Test(arguments: [
    ("http://host", "host", 80, "/", "host"),
    ("HTTP://host:8080", "host", 8080, "/", "host:8080"),
    ("http://host/a?b#c", "host", 80, "/a?b", "host"),
    ("http://host?b=http://x@y", "host", 80, "/?b=http://x@y", "host"),
    ("http://host:1#c", "host", 1, "/", "host:1"),
    ("http://[::1]:81/a", "::1", 81, "/a", "[::1]:81"),
    ("http://[fe80::1]", "fe80::1", 80, "/", "[fe80::1]"),
    ("https://host/a", "host", 443, "/a", "host"),
    ("https://host:80/a", "host", 80, "/a", "host:80"),
  ])
  func `an address is taken apart`(
    url: String, host: String, port: Int, target: String, authority: String
  ) throws {
    let address = try WebhookAddress(url)
    #expect(address.host == host)
    #expect(address.port == port)
    #expect(address.target == target)
    #expect(address.authority == authority)
    for text in ["\(address)", String(reflecting: address), "\([address])"] {
      #expect(text.contains("\(address.scheme.rawValue)://\(host)") && !text.contains("?b"))
    }
    var dumped = ""
    dump(address, to: &dumped)
    #expect(!dumped.contains("?b"))
  }

  @Test(arguments: [
    "", "http://", "http:///SECRET", "ftp://host/SECRET", "host/SECRET", "http://u:SECRET@host/",
    "http://host:0/SECRET", "http://host:65536/SECRET", "http://host:99999999999999999999/SECRET",
    "http://host:/SECRET", "http://host:+8/SECRET", "http://::1/SECRET", "http://[::1/SECRET",
    "http://[]/SECRET", "http://[::1]x/SECRET", "http://host/SECRET x",
    "http://host/SECRET\r\nEvil: 1", "http://host/SECRET\0", "http://höst/SECRET",
    "http://\(String(repeating: "h", count: 254))/SECRET",
  ])
  func `what is no address is refused without being quoted`(url: String) {
    let error = #expect(throws: WebhookAddressError.self) { try WebhookAddress(url) }
    #expect(error?.description.contains("SECRET") == false)
    #expect(error?.description.contains("HOST[:PORT]") == true)
  }
}
