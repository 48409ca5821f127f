import NIOHTTP1
import Foundation
import Testing

@testable import Migration

@Suite(.timeLimit(.minutes(10))) struct `A POST by curl` {
  private static let awkward = #"{"a":"\"\\ \n\t{}[] ünï @file $HOME `x`"}"#

  private static func post(_ url: String, _ body: String = awkward) throws -> CurlPost {
    CurlPost(address: try WebhookAddress(url), body: Array(body.utf8), limit: .seconds(20))
  }

  @Test func `carries target, type and body byte for byte`() async throws {
    try await LoopbackServer.with(.status(204)) { server in
      try await Self.post(server.url("/a/{b}?c=[1-3]")).send()
      let request = try #require(server.requests.first)
      #expect(server.requests.count == 1)
      #expect(request.head.method == .POST)
      #expect(request.head.uri == "/a/{b}?c=[1-3]")
      #expect(request.head.headers["Content-Type"] == ["application/json"])
      #expect(String(decoding: request.body, as: UTF8.self) == Self.awkward)
    }
  }

  @Test(arguments: [404, 500])
  func `fails where the answer is an error, and keeps the secret`(status: Int) async throws {
    try await LoopbackServer.with(.status(status)) { server in
      let post = try Self.post(server.url("/SECRET"))
      let error = await #expect(throws: CallFailure.self) { try await post.send() }
      #expect(error?.description.contains("\(status)") == true)
      #expect(error?.description.contains("SECRET") == false)
    }
  }

  @Test func `speaks TLS to an https address, whoever answers`() async throws {
    try await LoopbackServer.with(.status(200)) { server in
      let plain = server.url("/SECRET")
      let call = try OutgoingCall(command: [], url: "https" + plain.dropFirst("http".count))
      let error = await #expect(throws: CallFailure.self) {
        try await call.perform([0x7b, 0x7d], timeout: .seconds(20))
      }
      #expect(error?.description.hasPrefix("https://127.0.0.1: curl: (35)") == true, "\(error)")
      #expect(server.requests.isEmpty)
    }
  }

  @Test func `follows no redirection and reads no file`() throws {
    let options = try Self.post("https://host/", "@/etc/hostname").configuration
    #expect(!options.contains("location"))
    #expect(options.contains(#"data-raw = "@/etc/hostname""#))
    #expect(options.contains(#"proto = "=https""#))
  }
}
