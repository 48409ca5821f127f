/// Why a JSON text, or what it stands for, was refused.
public struct JSONError: Error, Hashable, Sendable {
  /// What was wrong.
  public enum Reason: Hashable, Sendable {
    case truncated
    case unexpected(byte: UInt8, expected: String)
    case trailingBytes
    case tooDeep(limit: Int)
    case invalidString
    case invalidNumber
    case wrongType(expected: String, actual: String)
    case missingMember(String)
    case duplicateMember(String)
    case value(String)
  }

  public var reason: Reason
  /// The offset in bytes, where the text itself is at fault.
  public var position: Int?
  /// Where in the document, outermost first: member names and array indices.
  public var path: [String]

  public init(_ reason: Reason, position: Int? = nil, path: [String] = []) {
    self.reason = reason
    self.position = position
    self.path = path
  }

  /// The same error seen from one level further out.
  public func within(_ element: String) -> JSONError {
    JSONError(reason, position: position, path: [element] + path)
  }
}

extension JSONError: CustomStringConvertible {
  public var description: String {
    let place = path.isEmpty ? "" : path.joined(separator: ".") + ": "
    let offset = position.map { " at byte \($0)" } ?? ""
    return place + text + offset
  }

  private var text: String {
    switch reason {
    case .truncated: "the JSON text ends too early"
    case .unexpected(let byte, let expected):
      "unexpected byte 0x\(String(byte, radix: 16)), expected \(expected)"
    case .trailingBytes: "more text after the JSON value"
    case .tooDeep(let limit): "nested deeper than \(limit) levels"
    case .invalidString: "invalid string"
    case .invalidNumber: "invalid number"
    case .wrongType(let expected, let actual): "\(actual), expected \(expected)"
    case .missingMember(let name): "member '\(name)' is missing"
    case .duplicateMember(let name): "member '\(name)' appears twice"
    case .value(let reason): reason
    }
  }
}
