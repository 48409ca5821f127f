/// The claims of a token that decide; others are ignored.
struct JWTClaims: Sendable {
  /// In seconds since 1970.
  var issuedAt: Double
  /// In seconds since 1970, where the token has one.
  var expires: Double?
  /// Who says it is calling, where the token tells.
  var caller: CallerIdentity

  init(_ claims: JSONValue) throws(JWTRefusal) {
    guard let issuedAt = Self.seconds(claims["iat"]) else { throw .missingIssuedAt }
    self.issuedAt = issuedAt
    expires = Self.seconds(claims["exp"])
    caller = CallerIdentity(
      id: claims["id"]?.stringValue, clientVersion: claims["clv"]?.stringValue)
  }

  func judge(now: Double) -> Result<CallerIdentity, JWTRefusal> {
    if let expires, now >= expires { return .failure(.expired) }
    if now - issuedAt > JWTVerifier.tolerance { return .failure(.stale) }
    if issuedAt - now > JWTVerifier.tolerance { return .failure(.future) }
    return .success(caller)
  }

  /// A NumericDate, which engines also accept as text.
  private static func seconds(_ value: JSONValue?) -> Double? {
    let text: String? =
      switch value {
      case .number(let digits): digits
      case .string(let text): text
      case .null, .bool, .array, .object, nil: nil
      }
    guard let seconds = text.flatMap(Double.init), seconds.isFinite else { return nil }
    return seconds
  }
}
