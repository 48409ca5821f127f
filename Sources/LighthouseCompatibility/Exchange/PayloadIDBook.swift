/// Which engine minted a payload id, and the other engine's id of the same build.
///
/// Two engines may mint the same id for the same build; an entry is known by the id that the
/// caller was given, and a newer one takes the place of an older.
public struct PayloadIDBook: Sendable {
  /// One build on both sides.
  public struct Build: Sendable, Hashable {
    /// The side whose answer carried the id to the caller.
    public var minter: Side
    /// Each side's id, as text.
    public var ids: [Side: String]
    /// The parent beacon block root that the attributes fixed, as text.
    public var parentBeaconBlockRoot: String?
  }

  /// geth keeps ten builds; more than a few slots' worth is never asked for.
  public static let capacity = 64

  private var builds: [String: Build] = [:]
  private var order: [String] = []

  public init() {}

  public var count: Int { builds.count }

  /// The build behind an id that the caller was given.
  public subscript(callersID: String) -> Build? { builds[callersID] }

  /// Notes that the caller was given an id.
  public mutating func note(
    _ callersID: String, mintedBy minter: Side, parentBeaconBlockRoot: String?
  ) {
    if builds[callersID] != nil { order.removeAll { $0 == callersID } }
    order.append(callersID)
    builds[callersID] = Build(
      minter: minter, ids: [minter: callersID], parentBeaconBlockRoot: parentBeaconBlockRoot)
    if order.count > Self.capacity { builds[order.removeFirst()] = nil }
  }

  /// Notes the follower's id of the build that the caller knows by another.
  public mutating func note(_ id: String, of side: Side, forBuild callersID: String) {
    builds[callersID]?.ids[side] = id
  }
}
