/// What must always hold, as far as logs can show it; the raw value is its number in the design.
public enum Invariant: String, Sendable, Hashable, CaseIterable {
  /// Every answer is one engine's answer to this operation, or a marked error.
  case noInvention = "S1"
  /// Each engine sees the caller's order, and has one writer.
  case oneOrder = "S2"
  /// Each engine gets each operation that changes its state.
  case bothKeepUp = "S3"
  /// getPayload goes to the engine that minted the id.
  case buildsStayHome = "S4"
  /// After a divergence nothing that v5 alone says reaches the caller.
  case divergenceStops = "S5"
  /// VALID and executed INVALID are never both answered for one block.
  case noFlip = "S6"
}
