import EthereumPrimitives

/// A request that was asked and not answered yet.
struct PendingRequest: Sendable {
  /// What the answer is for.
  enum Purpose: Sendable {
    case targetHead
    /// Whether the target has a block; the number where it is known.
    case targetHas(Hash32, number: UInt64?)
    case sourceHeader(Hash32, number: UInt64?)
    /// A block of the ancestry with full transactions.
    case sourceBlock(Int)
    /// The same block's body, since its transactions could not be read.
    case sourceBody(Int, ProvenHeader, instead: CatchUpError)
    case newPayload(Int)
    /// A forkchoice on the way, at a block of the ancestry.
    case waypoint(Int)
    case forkchoice
    case headCheck
    /// The source's head, to tell why the target's is another.
    case sourceHead(target: BlockReference)
  }

  var request: CatchUpRequest
  var purpose: Purpose
  var attempt = 1
}
