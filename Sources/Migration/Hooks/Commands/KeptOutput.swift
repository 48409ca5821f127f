/// The beginning of what a program has written.
struct KeptOutput: Sendable {
  static let limit = 65_536

  private(set) var bytes: [UInt8] = []

  /// Keeps what there is room for.
  mutating func append(_ more: some Sequence<UInt8>) {
    bytes += more.prefix(Self.limit - bytes.count)
  }

  /// The first line that is not blank.
  var firstLine: String? { ReasonLine.first(of: bytes) }
}
