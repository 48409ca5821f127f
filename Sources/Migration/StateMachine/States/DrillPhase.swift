/// How far a drill is.
public enum DrillPhase: String, Codable, Hashable, Sendable {
  /// v5 has the authority.
  case onV5
  /// v4 has it back.
  case backOnV4
}
