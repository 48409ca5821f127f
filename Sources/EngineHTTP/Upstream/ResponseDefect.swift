/// Why bytes are no HTTP/1.1 answer that could be told apart from the next one.
enum ResponseDefect: Error, Hashable, Sendable {
  case statusLine
  /// A line does not end in CR and LF, has a CR before, or goes on in the next one.
  case line
  /// A header without a name.
  case headerName
  case headTooLong(limit: Int)
  /// Content-Length is no number, or there are two.
  case contentLength
  /// A coding that is not `chunked`, or one beside a Content-Length.
  case transferEncoding
  case chunk
  /// 101: the connection would speak another protocol from here on.
  case upgrade
}

extension ResponseDefect: CustomStringConvertible {
  var description: String {
    switch self {
    case .statusLine: "it does not begin with a status line of HTTP/1.0 or 1.1"
    case .line: "a line of its head does not end in CR and LF, has a CR within, or is folded"
    case .headerName: "a header has no name"
    case .headTooLong(let limit): "its head is longer than \(limit) bytes"
    case .contentLength: "its Content-Length is no number, or there are two"
    case .transferEncoding: "its Transfer-Encoding is not 'chunked', or has a Content-Length beside"
    case .chunk: "a chunk is cut wrong"
    case .upgrade: "it wants to speak another protocol"
    }
  }
}
