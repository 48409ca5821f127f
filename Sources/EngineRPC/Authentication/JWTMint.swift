/// Mints the tokens of requests to an engine: one a second, as `iat` counts in seconds.
public struct JWTMint: Sendable {
  private let secret: JWTSecret
  private let identity: [(String, JSONValue)]
  private var current: (second: Int, authorization: String)?

  /// - Parameters:
  ///   - id: the claim `id`, a name for this client.
  ///   - clv: the claim `clv`, this client's version.
  public init(secret: JWTSecret, id: String? = nil, clv: String? = nil) {
    self.secret = secret
    identity = [("id", id), ("clv", clv)].compactMap { name, value in
      value.map { (name, .string($0)) }
    }
  }

  /// The value of the Authorization header at a time in seconds since 1970.
  public mutating func authorization(now: Double) -> String {
    let second = Int(now)
    if let current, current.second == second { return current.authorization }
    let authorization = "Bearer " + token(issuedAt: second)
    current = (second, authorization)
    return authorization
  }

  /// A token issued at that second since 1970.
  public func token(issuedAt second: Int) -> String {
    let claims = JSONValue.object(JSONObject())
      .adding([("iat", .number(String(second)))] + identity)
    var token = Base64URL.encode(#"{"alg":"HS256","typ":"JWT"}"#.utf8)
    token.append(UInt8(ascii: "."))
    token.append(contentsOf: Base64URL.encode(claims.utf8))
    let signature = Base64URL.encode(secret.authenticationCode(for: token))
    token.append(UInt8(ascii: "."))
    token.append(contentsOf: signature)
    return String(decoding: token, as: UTF8.self)
  }
}
