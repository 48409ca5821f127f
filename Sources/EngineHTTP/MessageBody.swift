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
    result.append(of: self, range)
    return result
  }

  private mutating func append(of body: MessageBody, _ range: Range<Int>) {
    body.forEachPart(of: range) { slice, part in
      if let shared = slice.getSlice(at: slice.readerIndex + part.lowerBound, length: part.count) {
        append(shared)
      }
    }
  }

  /// The slices that hold bytes of a range, and which of their readable bytes those are.
  private func forEachPart(of range: Range<Int>, _ visit: (ByteBuffer, Range<Int>) -> Void) {
    var start = 0
    for slice in slices {
      let end = start + slice.readableBytes
      let overlap = range.clamped(to: start..<end)
      if !overlap.isEmpty { visit(slice, overlap.lowerBound - start..<overlap.upperBound - start) }
      start = end
    }
  }

  /// The same bytes with a range replaced; what stays is shared.
  public func replacing(_ range: Range<Int>, with bytes: [UInt8]) -> MessageBody {
    var result = MessageBody()
    result.slices.reserveCapacity(slices.count + 2)
    result.append(of: self, 0..<range.lowerBound)
    result.append(ByteBuffer(bytes: bytes))
    result.append(of: self, range.upperBound..<count)
    return result
  }

  /// A range of a message's bytes, and what takes its place.
  struct Edit {
    var range: Range<Int>
    var bytes: [UInt8]

    /// By how many bytes the message becomes longer.
    var growth: Int { bytes.count - range.count }
  }

  /// Copies the bytes behind those of a buffer, edited.
  func write(to buffer: inout ByteBuffer, _ edit: Edit?) {
    guard let edit else {
      for slice in slices { buffer.writeImmutableBuffer(slice) }
      return
    }
    write(0..<edit.range.lowerBound, to: &buffer)
    buffer.writeBytes(edit.bytes)
    write(edit.range.upperBound..<count, to: &buffer)
  }

  private func write(_ range: Range<Int>, to buffer: inout ByteBuffer) {
    forEachPart(of: range) { slice, part in
      slice.withUnsafeReadableBytes { bytes in
        _ = buffer.writeBytes(UnsafeRawBufferPointer(rebasing: bytes[part]))
      }
    }
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
