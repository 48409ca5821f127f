public import NIOCore

/// A message's bytes as the slices that arrived, shared by reference wherever they go.
public struct MessageBody: Sendable, Hashable {
  public private(set) var slices: [ByteBuffer] = []
  /// The number of bytes.
  public private(set) var count = 0

  public init() {}

  public init(_ buffer: ByteBuffer) {
    append(buffer)
  }

  public init(_ bytes: some Sequence<UInt8>) {
    append(ByteBuffer(bytes: bytes))
  }

  public init(_ text: String) {
    append(ByteBuffer(string: text))
  }

  public var isEmpty: Bool { count == 0 }

  public mutating func append(_ buffer: ByteBuffer) {
    guard buffer.readableBytes > 0 else { return }
    slices.append(buffer)
    count += buffer.readableBytes
  }

  public mutating func append(_ body: MessageBody) {
    slices.append(contentsOf: body.slices)
    count += body.count
  }

  /// The bytes of a range, sharing the storage.
  public subscript(range: Range<Int>) -> MessageBody {
    var result = MessageBody()
    var start = 0
    for slice in slices {
      let end = start + slice.readableBytes
      let overlap = range.clamped(to: start..<end)
      if !overlap.isEmpty,
        let part = slice.getSlice(
          at: slice.readerIndex + overlap.lowerBound - start, length: overlap.count)
      {
        result.append(part)
      }
      start = end
    }
    return result
  }

  /// The same bytes with a range replaced; what stays is shared.
  public func replacing(_ range: Range<Int>, with text: String) -> MessageBody {
    var result = self[0..<range.lowerBound]
    result.append(ByteBuffer(string: text))
    result.append(self[range.upperBound..<count])
    return result
  }

  /// The bytes, copied together.
  public var bytes: [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(count)
    for slice in slices { result.append(contentsOf: slice.readableBytesView) }
    return result
  }

  public var text: String { String(decoding: bytes, as: UTF8.self) }

  /// Reads the bytes in one piece, without a copy where they already are one.
  public func withContiguousBytes<Value>(_ read: (UnsafeRawBufferPointer) -> Value) -> Value {
    if slices.count == 1 { return slices[0].withUnsafeReadableBytes(read) }
    return bytes.withUnsafeBytes(read)
  }

  /// Equal with the same bytes, however they are cut.
  public static func == (left: Self, right: Self) -> Bool {
    left.count == right.count && left.bytes == right.bytes
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(bytes)
  }
}
