/// An input taken as a connection's bytes: a first byte of 0x80 or more cuts the rest into pieces of
/// 1 to 128 bytes; without one they come whole.
struct ConnectionInput {
  let bytes: [UInt8]
  private let size: Int?

  init(_ input: [UInt8]) {
    size = input.first.flatMap { $0 >= 0x80 ? Int($0 - 0x7f) : nil }
    bytes = size == nil ? input : Array(input.dropFirst())
  }

  /// What the bytes stand for, cut; nil where it comes whole.
  func pieces(of bytes: [UInt8]) -> [[UInt8]]? {
    size.map { size in
      stride(from: 0, to: bytes.count, by: size).map {
        Array(bytes[$0..<min(bytes.count, $0 + size)])
      }
    }
  }
}
