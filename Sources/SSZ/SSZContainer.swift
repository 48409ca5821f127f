/// A structure whose schema lists its fields in order.
public protocol SSZContainer: SSZValue, Hashable {
  /// Zeros and empty lists.
  init()

  /// The fields, from which encoding, hash and JSON follow.
  static var schema: SSZSchema<Self> { get }
}

extension SSZContainer {
  public static var codec: SSZSchema<Self> { schema }
}
