/// What follows an event, in the order in which it has to be done.
///
/// Toward v5 the persist stands before the `setMode`; toward v4 the `setMode` is the first effect
/// of all. If a persist that stands before a `setMode` fails, nothing after it is done and the owner
/// goes back to the machine that it had before the event, with the hold `notPersisted`.
public struct MigrationEffects: Hashable, Sendable {
  public private(set) var list: [MigrationEffect]
  /// Why what was asked for was not done, though the event was legal and changed something: a
  /// rollback without a healthy v4 leaves a hold and pages.
  public private(set) var refusal: MigrationError?

  public static let none = MigrationEffects([])

  init(_ list: [MigrationEffect], refusal: MigrationError? = nil) {
    self.list = list
    self.refusal = refusal
  }

  public var isEmpty: Bool { list.isEmpty }

  /// Whether the effects go toward v5: then the first persist decides whether anything is done.
  public var persistsFirst: Bool {
    for effect in list {
      if case .persist = effect { return true }
      if case .setMode = effect { return false }
    }
    return false
  }

  /// The effects of two events, one after the other.
  static func + (left: MigrationEffects, right: MigrationEffects) -> MigrationEffects {
    MigrationEffects(left.list + right.list, refusal: left.refusal ?? right.refusal)
  }
}
