import EngineHTTP
import EngineRPC
import EthereumPrimitives
import LighthouseCompatibility

/// A block of the simulation: by its number, since nothing in it is hashed.
struct SimulatedBlock: Hashable {
  let number: Int
  /// Nil for the genesis.
  let parent: Int?
  /// Whether executing it finds it right.
  let isGood: Bool

  static func hash(_ number: Int) -> String {
    let digits = String(number, radix: 16)
    return "0x" + String(repeating: "0", count: 64 - digits.count) + digits
  }
}

/// An engine that keeps a block tree, mints builds, and answers in the order in which it was asked.
struct SimulatedEngine {
  /// What it was asked and has not answered.
  struct Pending {
    let id: ExchangeID
    let operation: LighthouseCompatibility.Operation
    /// The build's id as it came over the wire.
    let payloadId: String?
  }

  let side: Side
  /// Of every so many blocks it calls one the opposite of what it is; 0 for an honest engine.
  let liesEvery: Int
  /// Whether its ids of builds are its own, or the same as another engine's for the same build.
  let hasOwnIDs: Bool
  var verdicts: [Int: Bool] = [0: true]
  var head = 0
  /// The head that each build is on.
  var builds: [String: Int] = [:]
  var inOrder: [Pending] = []
  var beside: [Pending] = []

  var isIdle: Bool { inOrder.isEmpty && beside.isEmpty }

  mutating func take(_ pending: Pending) {
    if pending.operation.changesState { inOrder.append(pending) } else { beside.append(pending) }
  }

  /// The result of an operation as JSON, or an error's code.
  mutating func answer(_ pending: Pending, _ tree: [SimulatedBlock]) -> Result<String, Code> {
    let operation = pending.operation
    switch operation.kind {
    case .newPayload: return .success(newPayload(operation.number, tree))
    case .forkchoiceUpdated: return .success(forkchoice(operation))
    case .getPayload:
      guard let id = pending.payloadId, let head = builds[id] else {
        return .failure(Code(value: -38001))
      }
      return .success(#"{"builtOn":"\#(head)"}"#)
    case .sendRawTransaction, .read: return .success("\"0x1\"")
    }
  }

  struct Code: Error {
    let value: Int
  }

  private mutating func newPayload(_ number: Int, _ tree: [SimulatedBlock]) -> String {
    let block = tree[number]
    guard let parent = block.parent, let parentIsGood = verdicts[parent] else {
      return Answers.status("SYNCING")
    }
    let lies = liesEvery > 0 && number % liesEvery == 0
    let isGood = verdicts[number] ?? (parentIsGood && block.isGood != lies)
    verdicts[number] = isGood
    return isGood
      ? Answers.status("VALID", SimulatedBlock.hash(number))
      : Answers.status("INVALID", SimulatedBlock.hash(parent))
  }

  private mutating func forkchoice(_ operation: LighthouseCompatibility.Operation) -> String {
    let number = operation.number
    guard let isGood = verdicts[number] else {
      return Answers.forkchoice(Answers.status("SYNCING"))
    }
    guard isGood else {
      return Answers.forkchoice(Answers.status("INVALID", SimulatedBlock.hash(0)))
    }
    head = number
    let status = Answers.status("VALID", SimulatedBlock.hash(number))
    guard operation.hasAttributes else { return Answers.forkchoice(status) }
    let mark = hasOwnIDs ? side.rawValue.suffix(1) : "0"
    let digits = String(number, radix: 16)
    let id = "0x" + mark + String(repeating: "0", count: 15 - digits.count) + digits
    builds[id] = number
    return Answers.forkchoice(status, id: id)
  }
}

extension LighthouseCompatibility.Operation {
  /// The block that it is about, by the simulation's number.
  var number: Int { block.flatMap { Int($0.dropFirst(2), radix: 16) } ?? 0 }
}
