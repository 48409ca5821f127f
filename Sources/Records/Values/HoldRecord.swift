/// A hold that stood when its migration was saved.
public struct HoldRecord: Codable, Hashable, Sendable {
  public var reason: String
  public var sinceMilliseconds: Int64
  /// The value, comparator, threshold and evidence, as JSON text.
  public var document: String

  public init(reason: String, sinceMilliseconds: Int64, document: String = "{}") {
    self.reason = reason
    self.sinceMilliseconds = sinceMilliseconds
    self.document = document
  }
}
