import EngineRPC
import Foundation
import TestKit
import Testing

@Suite struct `JWT` {
  private let secret: JWTSecret
  private let now: Double = 1_700_000_000

  init() throws {
    secret = try JWTSecret(bytes: Array(0..<32))
  }

  @Test func `accepts what it minted, for as long as it counts`() {
    var verifier = JWTVerifier(secret: secret)
    let token = JWTMint(secret: secret, id: "a", clv: "b").token(issuedAt: Int(now))
    for (offset, expected) in [(0.0, true), (60, true), (61, false), (-60, true), (-61, false)] {
      let verdict = verifier.verify(authorization: "Bearer \(token)", now: now + offset)
      let isAccepted = (try? verdict.get()) != nil
      #expect(isAccepted == expected, "offset \(offset)")
    }
  }

  @Test func `matches a token signed elsewhere`() throws {
    // Made with Python's hmac and base64 modules.
    let key = try JWTSecret(hex: String(repeating: "00", count: 32))
    let token = JWTMint(secret: key).token(issuedAt: 1_700_000_000)
    #expect(
      token == "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJpYXQiOjE3MDAwMDAwMDB9"
        + ".AV0neG6Q-D2P_lDW7gragYW8jJ_BPpKgG5A6auv-Ef4")
  }

  @Test(
    arguments: [
      (nil, JWTRefusal.missingToken), ("", .missingToken), ("Bearer ", .missingToken),
      ("bearer x.y.z", .missingToken), ("Bearer x", .malformed), ("Bearer a.b", .malformed),
      ("Bearer a.b.c.d", .malformed), ("Bearer !.!.!", .malformed),
    ] as [(String?, JWTRefusal)])
  func `refuses what is no token`(authorization: String?, refusal: JWTRefusal) {
    var verifier = JWTVerifier(secret: secret)
    #expect(throws: refusal) {
      try verifier.verify(authorization: authorization, now: now).get()
    }
  }

  @Test(arguments: [
    (#"{"alg":"none"}"#, #"{"iat":1700000000}"#, JWTRefusal.unsupportedAlgorithm),
    (#"{"alg":"HS384"}"#, #"{"iat":1700000000}"#, .unsupportedAlgorithm),
    (#"{"alg":"HS256"}"#, #"{}"#, .missingIssuedAt),
    (#"{"alg":"HS256"}"#, #"{"iat":null}"#, .missingIssuedAt),
    (#"{"alg":"HS256"}"#, #"{"iat":1699999900}"#, .stale),
    (#"{"alg":"HS256"}"#, #"{"iat":1700000100}"#, .future),
    (#"{"alg":"HS256"}"#, #"{"iat":1700000000,"exp":1699999999}"#, .expired),
    (#"{"alg":"HS256"}"#, #"{"iat":1e999}"#, .missingIssuedAt),
  ])
  func `refuses signed tokens by what they claim`(
    header: String, claims: String, refusal: JWTRefusal
  ) {
    var verifier = JWTVerifier(secret: secret)
    let token = sign(header, claims)
    #expect(throws: refusal) {
      try verifier.verify(authorization: "Bearer \(token)", now: now).get()
    }
  }

  @Test(arguments: [
    #"{"iat":1700000000.5}"#, #"{"iat":"1700000000"}"#,
    #"{"iat":1700000000,"id":"x","clv":"y","other":[1]}"#,
  ])
  func `accepts the claims that geth accepts`(claims: String) {
    var verifier = JWTVerifier(secret: secret)
    let token = sign(#"{"alg":"HS256","typ":"JWT"}"#, claims)
    #expect(throws: Never.self) {
      try verifier.verify(authorization: "Bearer \(token)", now: now).get()
    }
  }

  @Test func `refuses a changed signature and another secret's`() throws {
    var verifier = JWTVerifier(secret: secret)
    let other = try JWTSecret(bytes: Array(repeating: 7, count: 32))
    let foreign = JWTMint(secret: other).token(issuedAt: Int(now))
    #expect(throws: JWTRefusal.wrongSignature) {
      try verifier.verify(authorization: "Bearer \(foreign)", now: now).get()
    }
    var token = Array(JWTMint(secret: secret).token(issuedAt: Int(now)).utf8)
    token[token.count - 5] = token[token.count - 5] == 65 ? 66 : 65
    #expect(throws: JWTRefusal.self) {
      try verifier.verify(
        authorization: "Bearer " + String(decoding: token, as: UTF8.self), now: now
      ).get()
    }
  }

  @Test(arguments: [
    ("", JWTSecretError.wrongLength(digits: 0)),
    ("0x", .wrongLength(digits: 0)),
    (String(repeating: "a", count: 63), .wrongLength(digits: 63)),
    (String(repeating: "a", count: 62) + "zz", .notHexadecimal(position: 62)),
    (" " + String(repeating: "a", count: 64), .wrongLength(digits: 65)),
  ])
  func `refuses other secrets than 64 digits`(text: String, error: JWTSecretError) {
    #expect(throws: error) { _ = try JWTSecret(hex: text) }
  }

  @Test(arguments: ["", "0x", "\n", " \r\n"])
  func `allows a prefix and white space behind`(decoration: String) throws {
    let digits = String(repeating: "ab", count: 32)
    let text = decoration == "0x" ? "0x" + digits : digits + decoration
    _ = try JWTSecret(hex: text)
  }

  @Test func `never shows the secret`() throws {
    let secret = try JWTSecret(hex: String(repeating: "ab", count: 32))
    var dumped = ""
    dump(secret, to: &dumped)
    for text in ["\(secret)", String(reflecting: secret), dumped] {
      #expect(!text.lowercased().contains("abab"))
      #expect(!text.contains("171"))
    }
  }

  @Test func `warns of a file that others can read`() throws {
    let path = NSTemporaryDirectory() + "jwt-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: path) }
    _ = FileManager.default.createFile(
      atPath: path, contents: Data(String(repeating: "ab", count: 32).utf8),
      attributes: [.posixPermissions: 0o644])
    #expect(JWTSecret.warning(forFile: path)?.contains("chmod 600") == true)
    try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    #expect(JWTSecret.warning(forFile: path) == nil)
    _ = try JWTSecret(file: path)
    #expect(throws: JWTSecretError.unreadable("/nonexistent")) {
      _ = try JWTSecret(file: "/nonexistent")
    }
  }

  private func sign(_ header: String, _ claims: String) -> String {
    SignedToken.make(header: header, claims: claims, key: Array(0..<32))
  }
}
