/// What differed between two answers, in few words, so that differences can be counted.
public enum DifferenceClass: String, CaseIterable, Sendable, Hashable {
  case status
  case latestValidHash
  case payloadId
  case blockHash
  case parentHash
  case stateRoot
  case receiptsRoot
  case logsBloom
  case prevRandao
  case blockNumber
  case gasLimit
  case gasUsed
  case timestamp
  case baseFeePerGas
  case transactions
  case withdrawals
  case blockValue
  case error
  case transport
  case other

  /// - Parameter difference: as a verdict has it, `path: v4 …, v5 …`.
  public init(_ difference: String) {
    let path = difference.prefix { $0 != ":" && $0 != " " }
    let name = path.split { $0 == "." || $0 == "[" }.last { $0.first?.isLetter == true } ?? ""
    self =
      DifferenceClass(rawValue: String(name)) ?? (difference.contains("error") ? .error : .other)
  }
}
