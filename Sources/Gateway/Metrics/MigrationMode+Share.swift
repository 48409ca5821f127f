import LighthouseCompatibility

extension MigrationMode {
  /// The part of the blocks that v5 is to answer, 0 … 1.
  var v5Share: Double {
    if case .canary(let basisPoints) = self { return Double(basisPoints) / 10_000 }
    return home == .v5 ? 1 : 0
  }
}
