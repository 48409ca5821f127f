import EngineRPC
import EngineTypes
import EthereumPrimitives

extension CatchUpError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .malformedBlock(let block, let error): "block \(block): \(error)"
    case .malformedTransaction(let block, let index, let error):
      "\(Self.place(block, index)): \(error)"
    case .unknownTransactionType(let block, let index, let type):
      "\(Self.place(block, index)): unknown type 0x\(String(type, radix: 16))"
    case .transactionHashMismatch(let block, let index, let stated, let computed):
      "\(Self.place(block, index)): its members make the hash \(computed), not \(stated)"
    case .unprovenBlock(let block, let number, let computed, let differing):
      "\(Self.name(block, number)) is not proven: its members make the hash \(computed);"
        + " what does not fit: \(differing.joined(separator: ", "))"
    case .unsupportedFork(let block, let number, let member):
      "\(Self.name(block, number)) is of a fork that is not known here: it has '\(member)'"
    case .noBlock(let party, let asked): "the \(party) has no block \(asked)"
    case .wrongBlock(let party, let asked, let actual):
      "the \(party) answered with block \(actual) where \(asked) was asked for"
    case .brokenLinkage(let parent, let expected, let actual):
      "block \(parent) has the number \(actual), its child says \(expected)"
    case .noCommonBlock(let genesis):
      "the engines have no block in common: the target does not have block 0, \(genesis)"
    case .tooFarBehind(let blocks, let limit):
      "the target is \(blocks) blocks behind, more than \(limit): let it sync by its own means"
    case .divergence(let found): found.description
    case .inexpressible(let block, let number, let feature):
      "\(Self.name(block, number)): \(feature)"
    case .stillSyncing(let block, let number, let status, let retreats):
      "the target still answers \(status.rawValue) to \(Self.name(block, number))"
        + " after \(retreats) steps back"
    case .validForAnother(let block, let latest):
      "the target answers VALID to block \(block) with latestValidHash"
        + " \(latest?.description ?? "null")"
    case .headDidNotMove(let expected, let expectedNumber, let actual, let actualNumber):
      "the target says VALID to \(Self.name(expected, expectedNumber)) as head,"
        + " and its own head is \(Self.name(actual, actualNumber))"
    case .refused(let party, let method, let error): "the \(party) refused \(method): \(error)"
    case .unreachable(let party, let method, let description, let attempts):
      "the \(party) did not answer \(method) in \(attempts) attempts: \(description)"
    case .malformedAnswer(let party, let method, let error):
      "the \(party)'s answer to \(method) is malformed: \(error)"
    case .noHead: "there is no forkchoice to catch up with: its head is zero"
    case .cancelled: "cancelled"
    }
  }

  private static func name(_ block: Hash32, _ number: UInt64) -> String {
    "block \(number) (\(block))"
  }

  private static func place(_ block: Hash32, _ index: Int) -> String {
    "block \(block), transaction \(index)"
  }
}

extension CatchUpDivergence: CustomStringConvertible {
  public var description: String {
    "the target calls block \(number) (\(block)) of the source's chain \(status.status.rawValue):"
      + " \(status.validationError ?? "no reason given")"
  }
}
