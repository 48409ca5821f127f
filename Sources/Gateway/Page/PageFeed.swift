import EngineRPC
import LighthouseCompatibility
import Synchronization

/// What open pages are told: the state twice a second, and first of all what the charts begin with.
///
/// It is built once for all of them, and only while one is open.
final class PageFeed: Sendable {
  /// Pages at once; one more is refused.
  static let mostPages = 16
  /// Mismatches that a frame tells of.
  private static let shownMismatches = 5

  private struct State {
    var points = PagePoints()
    var pages: [Int: @Sendable (String?) -> Void] = [:]
    var last = 0
    var isOver = false
  }

  private let state = Mutex(State())

  var hasPages: Bool { state.withLock { !$0.pages.isEmpty } }

  /// Tells a page from now on; nil where there are too many.
  ///
  /// - Parameter tell: takes events as they are sent; nil at the end.
  func open(_ tell: @escaping @Sendable (String?) -> Void) -> Int? {
    let opened: (id: Int, points: [PagePoint])? = state.withLock { state in
      guard state.pages.count < Self.mostPages, !state.isOver else { return nil }
      state.last += 1
      state.pages[state.last] = tell
      return (state.last, state.points.all)
    }
    guard let opened else { return nil }
    tell(Self.event("points", .array(opened.points.map(\.json))))
    return opened.id
  }

  func close(_ id: Int) {
    state.withLock { $0.pages[id] = nil }
  }

  /// Ends every page's stream.
  func end() {
    let pages = state.withLock { state in
      state.isOver = true
      defer { state.pages = [:] }
      return state.pages
    }
    for tell in pages.values { tell(nil) }
  }

  // MARK: Telling

  /// Once a second: the next point of the charts.
  func note(_ gateway: GatewayState, at time: Double) {
    let (point, pages) = state.withLock { state in
      state.points.append(gateway, at: time)
      return (state.points.all.last, state.pages)
    }
    guard let point, !pages.isEmpty else { return }
    let event = Self.event("point", point.json)
    for tell in pages.values { tell(event) }
  }

  /// Twice a second, while a page is open.
  func tell(_ gateway: GatewayState) {
    let pages = state.withLock { $0.pages }
    guard !pages.isEmpty else { return }
    let event = Self.event(
      "state",
      [
        "status": StatusDocument.json(gateway),
        "migration": gateway.migration.map(MigrationDocument.json) ?? .null,
        "migrationSpeed": .number("\(gateway.migrationSpeed)"),
        "mismatches": .array(
          gateway.mismatches.suffix(Self.shownMismatches).map(MismatchDocument.outline)),
      ])
    for tell in pages.values { tell(event) }
  }

  /// JSON has no line ends of its own, so that one `data` line holds it.
  private static func event(_ name: String, _ value: JSONValue) -> String {
    "event: \(name)\ndata: \(value.text)\n\n"
  }
}
