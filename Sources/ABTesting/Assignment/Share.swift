/// A share in basis points, and how a hash is measured against it.
public enum Share {
  /// The basis points of a whole.
  public static let whole = 10_000

  /// The bucket of a hash, 0 … 9,999.
  ///
  /// Multiplying and shifting nests: a bucket of 10,000 divided by 100 is the bucket of 100, so a
  /// share told in percent and then refined to basis points moves nobody.
  public static func bucket(_ hash: UInt32) -> Int {
    Int((UInt64(hash) &* UInt64(whole)) >> 32)
  }

  /// The arm that a share fixes for everybody, or nil where it has to be split.
  static func fixedArm(_ basisPoints: Int) -> Arm? {
    if basisPoints <= 0 { return .v4 }
    return basisPoints >= whole ? .v5 : nil
  }
}
