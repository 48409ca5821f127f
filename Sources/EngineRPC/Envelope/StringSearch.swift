#if canImport(Glibc)
  import Glibc
#endif

/// Finds the end of a JSON string whose bytes come in pieces.
enum StringSearch {
  /// The offset of the closing quote, or nil where the string goes on behind this piece.
  ///
  /// `escaped` says whether the piece before ended in an odd number of backslashes, and is set
  /// to the same of this piece where the string goes on.
  static func end(in piece: UnsafeRawBufferPointer, escaped: inout Bool) -> Int? {
    var search = 0
    while let quote = find(UInt8(ascii: "\""), in: piece, from: search) {
      if !endsInOddBackslashes(piece, before: quote, escaped: escaped) {
        escaped = false
        return quote
      }
      search = quote + 1
    }
    escaped = endsInOddBackslashes(piece, before: piece.count, escaped: escaped)
    return nil
  }

  static func contains(_ byte: UInt8, in piece: UnsafeRawBufferPointer) -> Bool {
    find(byte, in: piece, from: 0) != nil
  }

  private static func endsInOddBackslashes(
    _ piece: UnsafeRawBufferPointer, before end: Int, escaped: Bool
  ) -> Bool {
    var start = end
    while start > 0, piece[start - 1] == UInt8(ascii: "\\") { start -= 1 }
    let odd = !(end - start).isMultiple(of: 2)
    return start == 0 ? odd != escaped : odd
  }

  private static func find(
    _ byte: UInt8, in piece: UnsafeRawBufferPointer, from start: Int
  ) -> Int? {
    guard start < piece.count, let base = piece.baseAddress else { return nil }
    guard let hit = memchr(base + start, Int32(byte), piece.count - start) else { return nil }
    return UnsafeRawPointer(hit) - base
  }
}
