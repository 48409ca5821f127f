/// Shortens what people and hooks say, so that nobody's flood keeps a rollback from being recorded.
enum ClippedText {
  /// The bytes kept of a name or a reason.
  static let sentence = 8 * 1024
  /// The bytes kept of the evidence of an audit entry.
  static let evidence = 256 * 1024

  /// Room for the word about what is missing.
  private static let remark = 48

  /// The text, or its beginning and how much is missing: never more bytes than the limit.
  static func clip(_ text: String, to limit: Int) -> String {
    let bytes = text.utf8
    guard bytes.count > limit else { return text }
    var kept = Array(bytes.prefix(max(0, limit - remark) + 1))
    // The first byte that is dropped may be in the middle of a character.
    while let last = kept.popLast(), last & 0b1100_0000 == 0b1000_0000 {}
    return String(decoding: kept, as: UTF8.self) + "… (\(bytes.count - kept.count) bytes cut)"
  }
}
