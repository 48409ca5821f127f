/// How a dialect says a caller's request.
public enum Expression: Sendable, Hashable {
  /// As it came, byte for byte.
  case verbatim
  /// With the same parameters under another method's name.
  case renamed(String)
  case refused(Inexpressible)
}

/// One dialect: which method it uses for what.
public protocol Dialect: Sendable {
  /// Says a caller's request in this dialect.
  ///
  /// - Parameter capabilities: of the engine spoken to; nil where they are not known yet.
  func express(
    method: String, envelope: Envelope, capabilities: Capabilities?
  ) -> Expression

  /// The methods that this dialect announces in exchangeCapabilities.
  var announcedCapabilities: [String] { get }

  /// The time-outs of this dialect, before any multiplier.
  var timeouts: DialectTimeouts { get }
}
