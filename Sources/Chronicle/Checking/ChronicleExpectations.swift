public import EthereumPrimitives

/// What is known of a run besides its logs.
public struct ChronicleExpectations: Sendable {
  /// Which engines there were, by the names of their logs.
  public enum Topology: Sendable, Hashable {
    /// One engine behind each dialect.
    case separate(v4: String, v5: String)
    /// One engine behind both, or the only one: it sees each of the caller's operations once.
    case shared(String)
  }

  /// Operations of the caller's whose authority is known.
  public struct Authority: Sendable, Hashable {
    public var operations: Range<Int>
    public var engine: String

    public init(_ operations: Range<Int>, _ engine: String) {
      self.operations = operations
      self.engine = engine
    }
  }

  public var topology: Topology
  /// For each engine the operations of the caller's, by number, that it need not have got.
  ///
  /// It was down, behind (until it was found level) or not called. An open end is `Int.max`.
  public var gaps: [String: [Range<Int>]]
  /// Who answered, where that is known: decides between two engines that gave the same answer.
  public var authorities: [Authority]
  /// Engines to or from which requests and answers got lost on the way, so that repetitions are
  /// owed although the engine's log shows nothing wrong.
  public var unreliable: Set<String>
  /// After how many nanoseconds the gateway may have given an engine's answer up.
  public var patience: Int64
  /// By how many nanoseconds the parties' clocks may differ.
  public var tolerance: Int64
  /// Blocks that the logs do not introduce: the chain as it was when they began.
  public var knownBlocks: Set<Hash32>
  /// Whether the gateway repeats the shared engine's newPayload in the other dialect.
  public var repeatsNewPayload: Bool
  /// Operations of the caller's, by number, before which a person settled what diverged.
  public var decisions: [Int]

  public init(
    topology: Topology, gaps: [String: [Range<Int>]] = [:], authorities: [Authority] = [],
    unreliable: Set<String> = [], patience: Int64 = 1_000_000_000, tolerance: Int64 = 1_000_000,
    knownBlocks: Set<Hash32> = [], repeatsNewPayload: Bool = false, decisions: [Int] = []
  ) {
    self.topology = topology
    self.gaps = gaps
    self.authorities = authorities
    self.unreliable = unreliable
    self.patience = patience
    self.tolerance = tolerance
    self.knownBlocks = knownBlocks
    self.repeatsNewPayload = repeatsNewPayload
    self.decisions = decisions
  }
}

extension ChronicleExpectations.Topology {
  var engines: [String] {
    switch self {
    case .separate(let v4, let v5): [v4, v5]
    case .shared(let engine): [engine]
    }
  }

  var isShared: Bool {
    switch self {
    case .separate: false
    case .shared: true
    }
  }
}
