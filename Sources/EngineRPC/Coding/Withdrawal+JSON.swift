public import EngineTypes
import EthereumPrimitives

extension Withdrawal: EngineCodable {
  public init(from scanner: inout JSONScanner) throws(JSONError) {
    var index: UInt64?
    var validatorIndex: UInt64?
    var address: Address?
    var amount: UInt64?
    try scanner.readObject { (name, scanner) throws(JSONError) in
      switch name {
      case "index": try scanner.readMember(name, into: &index, readQuantity)
      case "validatorIndex": try scanner.readMember(name, into: &validatorIndex, readQuantity)
      case "address": try scanner.readMember(name, into: &address, readAddress)
      case "amount": try scanner.readMember(name, into: &amount, readQuantity)
      default: try scanner.skipValue()
      }
    }
    self.init(
      index: try required(index, "index"),
      validatorIndex: try required(validatorIndex, "validatorIndex"),
      address: try required(address, "address"), amount: try required(amount, "amount"))
  }

  public var json: JSONValue {
    [
      "index": .quantity(index), "validatorIndex": .quantity(validatorIndex),
      "address": .data(address), "amount": .quantity(amount),
    ]
  }
}
