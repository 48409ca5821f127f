/// A notice on its way to one channel.
struct QueuedNotice: Hashable, Sendable {
  /// How much of a text is passed on, in Unicode scalars.
  static let textLimit = 4_096

  let notice: MigrationNotice
  let migration: String
  /// When it was told, in milliseconds since 1970.
  let wall: Int64
  /// When it was told, in seconds of uptime.
  let uptime: Double
  /// Those of its key that were left out before it.
  let repeats: Int
}

extension MigrationNotice.Urgency {
  var rank: Int {
    switch self {
    case .information: 0
    case .warning: 1
    case .page: 2
    }
  }
}
