import EngineTypes
import EthereumPrimitives

/// What a block must have, given its parent.
enum BlockRules {
  static let minimumGasLimit: UInt64 = 5_000
  static let maximumGasLimit = UInt64.max / 2
  static let maximumExtraData = 32
  private static let gasLimitBoundDivisor: UInt64 = 1_024
  private static let targetBlobGas: UInt64 = 393_216

  /// The base fee of a child (EIP-1559).
  static func baseFee(after parent: ExecutionPayloadV1) -> UInt256 {
    let target = parent.gasLimit / 2
    guard parent.gasUsed != target, target > 0 else { return parent.baseFeePerGas }
    let isAbove = parent.gasUsed > target
    let difference = isAbove ? parent.gasUsed - target : target - parent.gasUsed
    let product = parent.baseFeePerGas.multipliedReportingOverflow(by: difference).partialValue
    let change = product.quotientAndRemainder(dividingBy: target).quotient
      .quotientAndRemainder(dividingBy: 8).quotient
    guard isAbove else { return parent.baseFeePerGas - min(change, parent.baseFeePerGas) }
    return parent.baseFeePerGas + max(change, 1)
  }

  /// The gas limit that a block builder gives a child, toward the one it is configured for.
  static func gasLimit(after parent: UInt64, toward target: UInt64) -> UInt64 {
    let step = max(parent / gasLimitBoundDivisor, 1) - 1
    let target = min(max(target, minimumGasLimit), maximumGasLimit)
    return parent < target ? min(parent + step, target) : max(parent - step, target)
  }

  /// The excess blob gas of a child (EIP-4844).
  static func excessBlobGas(after parent: ExecutionPayload) -> UInt64 {
    switch parent {
    case .v1, .v2: 0
    case .v3(let parent):
      max(parent.excessBlobGas &+ parent.blobGasUsed, targetBlobGas) - targetBlobGas
    }
  }

  /// The state after a block without transactions.
  static func state(
    after parent: WorldState, timestamp: UInt64, withdrawals: [Withdrawal],
    parentBeaconBlockRoot: Hash32?
  ) -> WorldState {
    var state = parent
    if let parentBeaconBlockRoot {
      BeaconRootsContract.store(parentBeaconBlockRoot, timestamp: timestamp, in: &state)
    }
    state.credit(withdrawals)
    return state
  }

  /// Why a block without transactions is no valid child, before its state is looked at.
  static func violation(
    of block: ChainBlock, parent: ChainBlock, forks: ForkSchedule
  ) -> String? {
    let (own, last) = (block.payload.v1, parent.payload.v1)
    if own.gasLimit > maximumGasLimit { return "invalid gasLimit: have \(own.gasLimit)" }
    if own.gasUsed > own.gasLimit { return "invalid gasUsed: have \(own.gasUsed)" }
    let difference =
      own.gasLimit > last.gasLimit ? own.gasLimit - last.gasLimit : last.gasLimit - own.gasLimit
    if difference >= last.gasLimit / gasLimitBoundDivisor || own.gasLimit < minimumGasLimit {
      return "invalid gas limit: have \(own.gasLimit), parent \(last.gasLimit)"
    }
    let baseFee = baseFee(after: last)
    if own.baseFeePerGas != baseFee {
      return "invalid baseFee: have \(own.baseFeePerGas), want \(baseFee)"
    }
    let fork = forks.fork(at: block.timestamp)
    if block.payload.fork != fork {
      return "a \(block.payload.fork.rawValue) header in \(fork.rawValue)"
    }
    if case .v3(let payload) = block.payload {
      let excess = excessBlobGas(after: parent.payload)
      if payload.excessBlobGas != excess {
        return "invalid excessBlobGas: have \(payload.excessBlobGas), want \(excess)"
      }
      if payload.blobGasUsed != 0 { return "blob gas used without blob transactions" }
    }
    return nil
  }

  /// Why a block without transactions does not have the outcome that it states.
  static func outcomeViolation(of block: ChainBlock, state: WorldState) -> String? {
    let own = block.payload.v1
    if own.gasUsed != 0 { return "invalid gas used (remote: \(own.gasUsed) local: 0)" }
    if !own.logsBloom.isZero { return "invalid bloom" }
    if own.receiptsRoot != MerklePatricia.emptyRoot { return "invalid receipt root hash" }
    let root = state.root
    guard own.stateRoot == root else {
      return "invalid merkle root (remote: \(own.stateRoot) local: \(root))"
    }
    return nil
  }
}
