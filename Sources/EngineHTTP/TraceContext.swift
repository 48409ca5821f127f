/// A caller's place in a distributed trace, as W3C's Trace Context puts it into two headers.
public struct TraceContext: Sendable, Hashable {
  /// Bytes of a tracestate that are passed on; a longer one is left out, as the specification allows.
  private static let stateLimit = 512

  /// `version-traceid-parentid-flags` in lowercase hexadecimal, 55 characters in version 00.
  public let parent: String
  /// What tracing systems on the way put beside it.
  public let state: String?

  /// Nil where the parent is none that the specification knows: such a header is ignored.
  public init?(parent: String?, state: String?) {
    guard let parent, Self.isParent(parent) else { return nil }
    self.parent = parent
    self.state = state.flatMap { Self.isState($0) ? $0 : nil }
  }

  /// Both headers as they follow a request's other ones, each behind a line end.
  var headerLines: String {
    "\r\ntraceparent: \(parent)" + (state.map { "\r\ntracestate: \($0)" } ?? "")
  }

  private static func isParent(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count == 55, bytes[0...1] == [0x30, 0x30] else { return false }
    let dash = UInt8(ascii: "-")
    let isShaped = bytes.enumerated().allSatisfy { index, byte in
      [2, 35, 52].contains(index) ? byte == dash : isHexadecimal(byte)
    }
    // All zero is no id.
    return isShaped && bytes[3..<35].contains { $0 != 0x30 }
      && bytes[36..<52].contains { $0 != 0x30 }
  }

  private static func isHexadecimal(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
      || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
  }

  private static func isState(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= stateLimit
      && text.utf8.allSatisfy { (0x20..<0x7f).contains($0) }
  }
}
