import EngineRPC
import EngineTypes
import NIOCore

/// Cuts a batch into its request objects and joins their answers in order.
enum BatchReader {
  /// The elements as slices of the body.
  static func elements(
    of body: MessageBody, limit: Int
  ) throws(BatchRefusal) -> [(envelope: Envelope?, body: MessageBody)] {
    let ranges: Result<[Range<Int>], BatchRefusal> = body.withContiguousBytes { bytes in
      do throws(JSONError) {
        var scanner = JSONScanner(bytes)
        var ranges: [Range<Int>] = []
        try scanner.readArray { (_, scanner) throws(JSONError) in
          ranges.append(try scanner.skipValue())
        }
        try scanner.finish()
        return .success(ranges)
      } catch {
        return .failure(.malformed(error))
      }
    }
    let found = try ranges.get()
    guard !found.isEmpty else { throw .empty }
    guard found.count <= limit else { throw .tooLarge(limit: limit) }
    return found.map { range in
      let element = body[range]
      var scanner = EnvelopeScanner()
      for slice in element.slices { slice.withUnsafeReadableBytes { scanner.feed($0) } }
      return ((try? scanner.finish()) ?? nil, element)
    }
  }

  static func join(_ answers: [MessageBody]) -> MessageBody {
    var body = MessageBody("[")
    for (index, answer) in answers.enumerated() {
      if index > 0 { body.append(MessageBody(",")) }
      body.append(answer)
    }
    body.append(MessageBody("]"))
    return body
  }
}

/// Why a batch is answered as a whole.
enum BatchRefusal: Error {
  case malformed(JSONError)
  case empty
  case tooLarge(limit: Int)

  var answer: MessageBody {
    switch self {
    case .malformed(let error):
      RPCMessage.error(
        EngineError(.parseError, message: "parse error", detail: error.description), id: nil)
    case .empty: RPCMessage.error(EngineError(.invalidRequest, message: "empty batch"), id: nil)
    case .tooLarge(let limit):
      RPCMessage.error(
        EngineError(.invalidRequest, message: "batch too large", detail: "limit \(limit)"), id: nil)
    }
  }
}
