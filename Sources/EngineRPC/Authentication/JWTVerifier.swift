/// Verifies the tokens of the Engine API's authentication: HS256, issued within 60 s.
///
/// A token whose signature was good is remembered, so that a caller which repeats it costs a
/// comparison; its age is judged on each request.
public struct JWTVerifier: Sendable {
  /// How far a token's `iat` may lie from now, in seconds.
  public static let tolerance: Double = 60

  private let secret: JWTSecret
  /// By how many seconds the last new token's `iat` lay ahead of the time here; `iat` is in whole
  /// seconds, so that a clock that is right makes it up to one second negative.
  public private(set) var callerAhead = 0.0
  private var lastGood: (authorization: String, claims: JWTClaims)?

  public init(secret: JWTSecret) {
    self.secret = secret
  }

  /// Judges the value of an Authorization header at a time in seconds since 1970; says who calls.
  public mutating func verify(
    authorization: String?, now: Double
  ) -> Result<CallerIdentity, JWTRefusal> {
    if let lastGood, lastGood.authorization == authorization {
      return lastGood.claims.judge(now: now)
    }
    guard let authorization, let token = Self.bearerToken(authorization) else {
      return .failure(.missingToken)
    }
    do throws(JWTRefusal) {
      let claims = try authenticate(Array(token))
      let verdict = claims.judge(now: now)
      if case .success = verdict {
        lastGood = (authorization, claims)
        callerAhead = claims.issuedAt - now
      }
      return verdict
    } catch {
      return .failure(error)
    }
  }

  private func authenticate(_ token: [UInt8]) throws(JWTRefusal) -> JWTClaims {
    let parts = token.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard parts.count == 3 else { throw .malformed }
    guard let header = Base64URL.decode(parts[0]),
      let fields = try? JSONValue(parsing: header), fields.objectValue?.duplicate == nil
    else { throw .malformed }
    guard fields["alg"] == "HS256" else { throw .unsupportedAlgorithm }
    guard let signature = Base64URL.decode(parts[2]) else { throw .malformed }
    let expected = secret.authenticationCode(for: token[..<parts[1].endIndex])
    guard Self.constantTimeEqual(signature, expected) else { throw .wrongSignature }
    guard let payload = Base64URL.decode(parts[1]),
      let claims = try? JSONValue(parsing: payload)
    else { throw .malformed }
    return try JWTClaims(claims)
  }

  private static func bearerToken(_ authorization: String) -> Substring.UTF8View? {
    let prefix = "Bearer "
    guard authorization.hasPrefix(prefix) else { return nil }
    let token = authorization.utf8.dropFirst(prefix.utf8.count)
    return token.isEmpty ? nil : Substring(token).utf8
  }

  /// Compares without telling by its duration where two codes differ.
  private static func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for (a, b) in zip(left, right) { difference |= a ^ b }
    return difference == 0
  }
}
