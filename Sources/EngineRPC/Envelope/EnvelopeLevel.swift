/// An object or array that the scanner is in.
struct EnvelopeLevel: Sendable {
  var isObject: Bool
  var container: WatchedContainer
  var name = MemberName.other
  /// What the member of that name is kept as.
  var field: EnvelopeField?
  var index = 0
  /// Which of the container's routed names came already.
  var seen: MemberNames = []
}

// Of the levels rather than of the scanner, which would be copied for each look.
extension [EnvelopeLevel] {
  /// What the innermost object or array is to the scanner.
  var container: WatchedContainer { last?.container ?? .other }

  /// What the next value is kept as.
  var fieldOfNextValue: EnvelopeField? {
    guard let level = last else { return nil }
    switch level.container {
    case .other, .envelope: return nil
    case .params: return level.index == 0 ? .firstParameter : nil
    case .firstParameter, .secondParameter, .result, .payloadStatus, .error:
      return level.isObject ? level.field : nil
    }
  }

  /// Whether the next value is kept as a part of the envelope itself.
  var nextIsEnvelopeScalar: Bool {
    guard count == 1, let level = last else { return false }
    return level.name == .id || level.name == .method || level.name == .jsonrpc
  }

  /// What the next value is, where it is an object or an array.
  func containerOfNextValue(_ kind: Envelope.Kind) -> WatchedContainer {
    guard let level = last else { return kind == .object ? .envelope : .other }
    if level.container == .params {
      guard kind == .object else { return .other }
      return level.index == 0 ? .firstParameter : level.index == 1 ? .secondParameter : .other
    }
    return level.isObject ? level.container.container(named: level.name) : .other
  }
}
