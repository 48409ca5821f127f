import EngineRPC
public import EthereumPrimitives

/// A block as an engine tells it, without its transactions.
public struct ExecutionBlock: Hashable, Sendable {
  public let hash: Hash32
  public let parentHash: Hash32
  public let number: UInt64
  /// In seconds since 1970.
  public let timestamp: UInt64
  public let stateRoot: Hash32
}

/// What eth_getBlockBy… answers: null where there is no such block.
struct FoundBlock: EngineDecodable, Sendable {
  let block: ExecutionBlock?

  init(from scanner: inout JSONScanner) throws(JSONError) {
    if try scanner.readNullIfPresent() {
      block = nil
      return
    }
    var hashes: [String: Hash32] = [:]
    var quantities: [String: UInt64] = [:]
    try scanner.readObject { (name, scanner) throws(JSONError) in
      switch name {
      case "hash", "parentHash", "stateRoot": hashes[name] = try scanner.readFixedBytes()
      case "number", "timestamp": quantities[name] = try scanner.readQuantity()
      default: try scanner.skipValue()
      }
    }
    func required<Value>(_ values: [String: Value], _ name: String) throws(JSONError) -> Value {
      guard let value = values[name] else { throw JSONError(.missingMember(name)) }
      return value
    }
    block = ExecutionBlock(
      hash: try required(hashes, "hash"), parentHash: try required(hashes, "parentHash"),
      number: try required(quantities, "number"),
      timestamp: try required(quantities, "timestamp"),
      stateRoot: try required(hashes, "stateRoot"))
  }
}
