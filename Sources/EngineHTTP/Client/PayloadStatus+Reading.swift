public import EngineTypes
public import EthereumPrimitives

extension PayloadStatus {
  /// Reads a status as Lighthouse does: VALID counts only with the block's own hash beside it.
  public func read(for block: Hash32) throws(EngineCallError) -> PayloadStatus {
    guard status == .valid, latestValidHash != block else { return self }
    throw .validWithOtherHash(expected: block, actual: latestValidHash)
  }
}
