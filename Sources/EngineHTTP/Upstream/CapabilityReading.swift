public import EngineRPC

/// Reads an engine's answer to exchangeCapabilities.
public enum CapabilityReading {
  /// The methods, or nil where the answer is no list of names.
  public static func read(_ answer: UpstreamAnswer) -> Capabilities? {
    guard let range = answer.envelope.resultRange,
      let value = try? JSONValue(parsing: answer.body[range].bytes), let list = value.arrayValue
    else { return nil }
    let names = list.compactMap(\.stringValue)
    return names.count == list.count ? Capabilities(Set(names)) : nil
  }
}
