public import EngineTypes
public import EthereumPrimitives

/// How a node drives its engine.
public struct NodeConfiguration: Sendable {
  /// When the forks begin; Shanghai from the beginning, as on Alys.
  public var forks = ForkSchedule(shanghaiTime: 0)
  /// The newest fork whose structures the node has: with `.shanghai` it never speaks of Deneb.
  public var newestFork = ExecutionFork.cancun
  /// Where fees go: the burn address 0x…dEaD, as Alys has it.
  public var feeRecipient = NodeConfiguration.burnAddress
  /// Makes the prevRandao of a build for which none is given.
  public var prevRandao: @Sendable () -> Hash32 = { NodeConfiguration.randomHash() }
  /// Whether a commit makes the parent head before it hands the payload over, as Alys does.
  public var tellsParentFirst = true
  /// How many builds, commits and finalizations may wait besides the one that runs.
  public var maximumWaiting = 16
  /// How long each of them may wait for its turn.
  public var patience = Duration.seconds(12)
  /// How many reads may be under way.
  public var maximumReads = 64
  /// Built and committed payloads.
  public var payloadCache = CacheLimits(entries: 64, size: 64 << 20)
  /// Blocks read by hash.
  public var blockCache = CacheLimits(entries: 256)
  /// Blocks whose parent is remembered, to tell ancestors.
  public var knownAncestors = CacheLimits(entries: 8192)

  public init() {}

  static let burnAddress =
    Address([UInt8](repeating: 0, count: 18) + [0xde, 0xad]) ?? .zero

  private static func randomHash() -> Hash32 {
    Hash32((0..<32).map { _ in UInt8.random(in: .min ... .max) }) ?? .zero
  }
}
