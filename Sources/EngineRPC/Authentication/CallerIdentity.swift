/// Who calls, by the optional claims `id` and `clv` of its token («authentication.md», JWT claims).
///
/// It is what the caller says of itself: good for telling two nodes apart, not for trusting one.
public struct CallerIdentity: Sendable, Hashable {
  /// The claim `id`: a name for the node.
  public var id: String?
  /// The claim `clv`: the client and its version.
  public var clientVersion: String?

  public init(id: String? = nil, clientVersion: String? = nil) {
    self.id = id
    self.clientVersion = clientVersion
  }
}

extension CallerIdentity: CustomStringConvertible {
  public var description: String {
    "id \(id ?? "none"), client \(clientVersion ?? "unknown")"
  }
}
