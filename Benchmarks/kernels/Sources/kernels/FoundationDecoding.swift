import Foundation

/// A payload as Foundation's JSONDecoder reads it, with hex decoded, for comparison.
struct FoundationPayload: Decodable {
  struct Bytes: Decodable {
    let bytes: [UInt8]

    init(from decoder: any Decoder) throws {
      let text = try decoder.singleValueContainer().decode(String.self)
      var bytes: [UInt8] = []
      bytes.reserveCapacity(text.utf8.count / 2)
      var high: UInt8?
      for character in text.utf8.dropFirst(2) {
        let digit = character <= 0x39 ? character - 0x30 : (character | 0x20) - 0x57
        if let first = high {
          bytes.append(first << 4 | digit)
          high = nil
        } else {
          high = digit
        }
      }
      self.bytes = bytes
    }
  }

  let parentHash: Bytes
  let feeRecipient: Bytes
  let stateRoot: Bytes
  let receiptsRoot: Bytes
  let logsBloom: Bytes
  let prevRandao: Bytes
  let blockNumber: String
  let gasLimit: String
  let gasUsed: String
  let timestamp: String
  let extraData: Bytes
  let baseFeePerGas: String
  let blockHash: Bytes
  let transactions: [Bytes]
}

/// The same with its hex left as text: what JSONDecoder alone costs.
struct FoundationText: Decodable {
  let parentHash: String
  let feeRecipient: String
  let stateRoot: String
  let receiptsRoot: String
  let logsBloom: String
  let prevRandao: String
  let blockNumber: String
  let gasLimit: String
  let gasUsed: String
  let timestamp: String
  let extraData: String
  let baseFeePerGas: String
  let blockHash: String
  let transactions: [String]
}
