/// Which engine minted a payload id, and the other engine's id of the same build.
///
/// Two engines may mint the same id for the same build; an entry is known by the id that the
/// caller was given, belongs to the engine whose answer last carried it to the caller, and is
/// forgotten after `lifetime` or when `capacity` newer ones have come.
public struct PayloadIDBook: Sendable {
  /// One build on both sides.
  public struct Build: Sendable, Hashable {
    /// The side whose answer carried the id to the caller.
    public var minter: Side
    /// Each side's id, as text.
    public var ids: [Side: String]
    /// The head that is built on, as text.
    public var head: String?
    /// The parent beacon block root that the attributes fixed, as text.
    public var parentBeaconBlockRoot: String?
    /// The sides whose engines were away since.
    public var lost: Set<Side> = []
    /// When the caller was given the id, in seconds on the driver's clock.
    public var minted: Double
  }

  /// geth keeps ten builds; more than a few slots' worth is never asked for.
  public static let capacity = 64
  /// In seconds: a build is for one slot; two epochs of slack.
  public static let lifetime: Double = 768

  private var builds: [String: Build] = [:]
  private var order: [String] = []

  public init() {}

  public var count: Int { builds.count }

  /// The builds that are known, oldest first, with the ids that the caller was given.
  public var all: [(id: String, build: Build)] {
    order.compactMap { id in builds[id].map { (id, $0) } }
  }

  /// The build behind an id that the caller was given.
  public subscript(callersID: String) -> Build? { builds[callersID] }

  /// Notes that the caller was given an id.
  public mutating func note(
    _ callersID: String, mintedBy minter: Side, head: String?, parentBeaconBlockRoot: String?,
    now: Double
  ) {
    if builds[callersID] != nil { order.removeAll { $0 == callersID } }
    order.append(callersID)
    builds[callersID] = Build(
      minter: minter, ids: [minter: callersID], head: head,
      parentBeaconBlockRoot: parentBeaconBlockRoot, minted: now)
    while let oldest = order.first, let build = builds[oldest],
      order.count > Self.capacity || now - build.minted > Self.lifetime
    {
      builds[oldest] = nil
      order.removeFirst()
    }
  }

  /// Notes the other side's id of the build that the caller knows by another.
  public mutating func note(_ id: String, of side: Side, forBuild callersID: String) {
    builds[callersID]?.ids[side] = id
  }

  /// Takes a build over as another book knew it; the oldest has to come first.
  mutating func restore(_ callersID: String, _ build: Build) {
    if builds.updateValue(build, forKey: callersID) == nil { order.append(callersID) }
  }

  /// Notes that a side's engine was away: it may have lost its builds.
  public mutating func noteAway(_ side: Side) {
    for id in order { builds[id]?.lost.insert(side) }
  }
}
