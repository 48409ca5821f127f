public import ABTesting

/// How operations are routed besides the mode; every figure is configuration.
public struct RoutingPolicy: Sendable, Hashable {
  /// How long the caller may wait before the other side's answer leaves in the authority's place.
  public struct Budgets: Sendable, Hashable {
    /// newPayload and forkchoiceUpdated.
    public var stateChanging = Duration.seconds(4)
    public var getPayload = Duration.milliseconds(500)
    /// How long v5's newPayload verdict waits for v4's.
    public var agreement = Duration.milliseconds(500)
    /// How long a payload that v5 built waits for v4's word about it.
    public var crossCheck = Duration.milliseconds(300)
    /// Reads and transactions.
    public var read = Duration.milliseconds(500)

    public init() {}
  }

  /// What is assigned to one authority as a whole in a canary.
  public enum StickyUnit: Sendable, Hashable {
    /// A block: its newPayload and the forkchoiceUpdated that makes it head.
    case block
    /// This node, under a name, for fleets.
    case node(String)
  }

  /// Whether the side that a one-sided mode does not ask is still fed, to be ready.
  public var standby = false
  /// Whether v5's newPayload verdict waits for v4's before it leaves.
  public var guardsAgreement = true
  /// Whether a payload that v5 built is offered to v4's engine before the caller gets it.
  public var crossChecksBuilds = false
  public var budgets = Budgets()
  public var stickyUnit = StickyUnit.block
  /// Part of the hash's input: matches [a-z0-9][a-z0-9._-]{0,62}.
  public var migration = "engine-v5"
  /// Part of the hash's input, from 1 on: a new attempt assigns anew.
  public var attempt = 1
  /// Of how many reads one also goes to the follower, where the mode samples them.
  public var readSampling = 10
  /// The parent beacon block root of builds that a v4 caller asks for past Cancun; nil where such a
  /// caller is not served.
  public var beaconRoot: BeaconRootPolicy? = .zero
  /// The side that answers an operation in two-sided modes, whatever the mode says.
  public var versions: [FlaggedOperation: Side] = [:]

  public init() {}

  /// How units are assigned; nil where `migration` or `attempt` is no such thing.
  var assignment: Assignment? {
    try? Assignment(purpose: .route, experiment: migration, attempt: attempt)
  }
}

/// An operation whose version can be selected by a flag of its own.
public enum FlaggedOperation: String, Sendable, Hashable, CaseIterable {
  case newPayload, forkchoiceUpdated, getPayload
}

/// Whether the two sides are two engines or two dialects of one.
public enum Topology: String, Sendable, Hashable {
  case separate
  case shared
}

/// Why a flag evaluated to the side that it did, in OpenFeature's words; an operation's place is
/// `DISABLED` where its mode's own choice is behind or offline.
public typealias EvaluationReason = AssignmentReason
