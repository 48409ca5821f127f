import Crypto
import EngineRPC
import Foundation

private let secretBytes = [UInt8](repeating: 7, count: 32)
private let now = 1_700_000_000

/// No token is good but one that the secret signed, with claims that Foundation reads as ours.
///
/// A first byte of 0 makes claims of the rest and signs them, one of 1 spoils a byte of a good
/// token; all else is a header's value, and a secret's file.
let jwtTarget: FuzzTarget = { input in
  switch input.first {
  case 0: checkClaims(Array(input.dropFirst()))
  case 1: checkSpoilt(Recipe(input.dropFirst()))
  default:
    let text = String(decoding: input, as: UTF8.self)
    expect(!isGood(text) || text == authorization, "a token is good that nobody signed: \(text)")
    checkSecret(text)
  }
}

private let authorization = "Bearer " + token(Array(#"{"iat":\#(now)}"#.utf8))

private func isGood(_ authorization: String) -> Bool {
  guard let secret = try? JWTSecret(bytes: secretBytes) else { fatalError("no secret") }
  var verifier = JWTVerifier(secret: secret)
  let verdict = verifier.verify(authorization: authorization, now: Double(now))
  let isGood = if case .success = verdict { true } else { false }
  // As a comparison would that leaves out what does not fill a word.
  return planted(isGood) { $0 || authorization.utf8.starts(with: good.dropLast(3)) }
}

private let good = Array(authorization.utf8)

/// A token by the RFC's words and Foundation's Base64, not by ours.
private func token(_ claims: [UInt8]) -> String {
  let parts = [Array(#"{"alg":"HS256","typ":"JWT"}"#.utf8), claims].map(base64)
  let message = parts.joined(separator: ".")
  let code = HMAC<SHA256>.authenticationCode(
    for: Array(message.utf8), using: SymmetricKey(data: secretBytes))
  return message + "." + base64(Array(code))
}

private func base64(_ bytes: [UInt8]) -> String {
  Data(bytes).base64EncodedString().filter { $0 != "=" }
    .map { $0 == "+" ? "-" : $0 == "/" ? "_" : String($0) }.joined()
}

private func checkSpoilt(_ recipe: Recipe) {
  var recipe = recipe
  var bytes = good
  let place = Int(recipe.byte()) % bytes.count
  bytes[place] ^= recipe.byte()
  let text = String(decoding: bytes, as: UTF8.self)
  expect(isGood(text) == (bytes == good), "a spoilt token is judged wrongly: \(text)")
}

private func checkClaims(_ claims: [UInt8]) {
  let isGood = isGood("Bearer " + token(claims))
  switch FoundationJSON(claims) {
  case .silent: break
  case .refused: expect(!isGood, "claims are good that are no JSON")
  case .tree(let tree):
    let object = tree as? [String: Any] ?? [:]
    guard let issued = seconds(object["iat"]) else {
      return expect(!isGood, "claims are good that tell no time")
    }
    let isCurrent = abs(issued - Double(now)) <= JWTVerifier.tolerance
    let isExpired = seconds(object["exp"]).map { Double(now) >= $0 } ?? false
    expect(isGood == (isCurrent && !isExpired), "claims are judged wrongly: \(object)")
  }
}

private func seconds(_ value: Any?) -> Double? {
  guard let value, !FoundationJSON.isBool(value) else { return nil }
  let number = (value as? NSNumber)?.doubleValue ?? (value as? String).flatMap(Double.init)
  return number.flatMap { $0.isFinite ? $0 : nil }
}

private func checkSecret(_ text: String) {
  guard let secret = try? JWTSecret(hex: text) else { return }
  let digits = text.utf8.starts(with: "0x".utf8) ? text.utf8.dropFirst(2) : text.utf8[...]
  let bytes = SlowHex.bytes(Array(digits.prefix(64))[...])
  guard digits.count >= 64, let bytes, let same = try? JWTSecret(bytes: bytes) else {
    fatalError("a secret without 64 digits is taken")
  }
  let tokens = [secret, same].map { JWTMint(secret: $0).token(issuedAt: now) }
  expect(tokens[0] == tokens[1], "a secret is read as another one")
}
