import Foundation

/// What Foundation makes of a recording's line.
struct RecordedLine {
  private(set) var isObject = false
  private(set) var isNone = false
  /// Whether it says nothing of the line.
  private(set) var isSilent = false
  /// The line's own number, or its position.
  private(set) var number: Int
  private(set) var response: Any?

  init(_ line: ArraySlice<UInt8>, position: Int) {
    number = position
    switch FoundationJSON(Array(line)) {
    case .silent: isSilent = true
    case .refused: isNone = true
    case .tree(let tree):
      guard let object = tree as? [String: Any] else {
        isNone = true
        return
      }
      isObject = true
      number = Self.integer(object["seq"]) ?? position
      response = object["response"]
    }
  }

  private static func integer(_ value: Any?) -> Int? {
    guard let number = value as? NSNumber, !FoundationJSON.isBool(number),
      !(number is NSDecimalNumber), number.objCType.pointee != CChar(UInt8(ascii: "d"))
    else { return nil }
    return Int(number.stringValue)
  }
}
