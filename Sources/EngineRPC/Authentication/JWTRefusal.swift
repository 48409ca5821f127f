/// Why a request's token was refused, in geth's words.
public enum JWTRefusal: Error, Hashable, Sendable, CaseIterable {
  case missingToken
  case malformed
  case unsupportedAlgorithm
  case wrongSignature
  case missingIssuedAt
  case stale
  case future
  case expired

  /// The text of the 401.
  public var message: String {
    switch self {
    case .missingToken: "missing token"
    case .malformed: "token contains an invalid number of segments"
    case .unsupportedAlgorithm: "signing method none is invalid"
    case .wrongSignature: "signature is invalid"
    case .missingIssuedAt: "missing issued-at"
    case .stale: "stale token"
    case .future: "future token"
    case .expired: "token is expired"
    }
  }
}
