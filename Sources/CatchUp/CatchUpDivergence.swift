public import EngineRPC
public import EngineTypes
public import EthereumPrimitives

/// A block of the source's chain that the target calls invalid.
public struct CatchUpDivergence: Hashable, Sendable {
  public let block: Hash32
  public let number: UInt64
  /// The target's words.
  public let status: PayloadStatus
  /// The call that they answered, to be kept: the payload is in its parameters.
  public let method: String
  public let params: JSONValue
}
