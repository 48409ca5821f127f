/// The four bytes that say where a part of varying size begins.
enum SSZOffset {
  static let size = 4
  static let placeholder: [UInt8] = [0, 0, 0, 0]

  /// Refuses an offset below the one before it or behind the last byte.
  static func check(_ offset: Int, after previous: Int, length: Int) throws(SSZError) {
    guard offset <= length else { throw .offsetOutOfRange(length: length, actual: offset) }
    guard offset >= previous else {
      throw .decreasingOffset(previous: previous, actual: offset)
    }
  }

  /// Overwrites a placeholder.
  static func write(
    _ offset: Int, at position: Int, of output: inout [UInt8]
  ) throws(SSZError) {
    guard let offset = UInt32(exactly: offset) else { throw .offsetOverflow(actual: offset) }
    output.withUnsafeMutableBytes { bytes in
      bytes.storeBytes(of: offset.littleEndian, toByteOffset: position, as: UInt32.self)
    }
  }
}
