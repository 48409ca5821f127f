/// Whether the authority can go back to v4.
public enum WayBack: Codable, Hashable, Sendable {
  case open
  /// v4 does not answer, is behind, or flaps: for the time being there is no going back.
  case unhealthy(String)
  /// The chain is past what v4 can express: there is no going back any more.
  case closed(String)

  /// What closed it for good; nil where nothing did.
  public var closedBy: String? {
    if case .closed(let reason) = self { reason } else { nil }
  }
}
