/// What every store refuses before it writes.
public enum RecordRules {
  /// The bytes that one record may have.
  public static let recordLimit = 8 * 1024 * 1024

  /// Throws `RecordsError.tooLarge` for a record of more bytes than `recordLimit`.
  public static func check(_ record: some FieldRecord) throws(RecordsError) {
    let bytes = record.fields.reduce(0) { $0 + $1.value.size }
    guard bytes <= recordLimit else {
      throw .tooLarge(kind: type(of: record).kind, bytes: bytes, limit: recordLimit)
    }
  }

  /// Throws `RecordsError.invalidName` unless the name is `[a-z0-9][a-z0-9._-]{0,62}`.
  public static func check(name: String) throws(RecordsError) {
    let bytes = name.utf8
    guard let first = bytes.first, bytes.count <= 63, isAlphanumeric(first),
      bytes.allSatisfy({ isAlphanumeric($0) || ".-_".utf8.contains($0) })
    else { throw .invalidName(ClippedText.clip(name, to: 63)) }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte)
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
