public import EthereumPrimitives

/// The blobs of a payload with their commitments and proofs.
///
/// Engine API, cancun.md, «BlobsBundleV1»: three lists of equal length.
public struct BlobsBundle: Hashable, Sendable {
  public var commitments: [Bytes48]
  public var proofs: [Bytes48]
  /// Each of 131,072 bytes.
  public var blobs: [[UInt8]]

  public init(commitments: [Bytes48] = [], proofs: [Bytes48] = [], blobs: [[UInt8]] = []) {
    self.commitments = commitments
    self.proofs = proofs
    self.blobs = blobs
  }

  public var isEmpty: Bool { commitments.isEmpty && proofs.isEmpty && blobs.isEmpty }
}
