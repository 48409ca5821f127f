/// A stage or a step that begins: from here on it is judged by the stage's own gates.
public struct StageBeginning: Codable, Hashable, Sendable {
  public var attempt: Int
  public var stage: Int
  public var name: String
  public var share: PlannedShare
}
