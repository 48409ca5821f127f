public import EngineTypes

/// What a node's actor has done and holds, at one moment.
public struct NodeStatus: Hashable, Sendable {
  /// Operations by how they ended.
  public struct Counts: Hashable, Sendable {
    public internal(set) var built = 0
    /// Commits whose block became head.
    public internal(set) var committed = 0
    /// Commits that the engine could not decide.
    public internal(set) var undecided = 0
    public internal(set) var finalized = 0
    /// Blocks that the engine called INVALID.
    public internal(set) var invalid = 0
    /// Operations that ended in any other error, refusals included.
    public internal(set) var failed = 0
  }

  /// Nil before there is a head.
  public let forkchoice: ForkchoiceState?
  public let counts: Counts
  /// Operations in line behind the one that runs.
  public let waiting: Int
  public let reads: Int
  public let payloads: CacheCounts
  public let blocks: CacheCounts
}
