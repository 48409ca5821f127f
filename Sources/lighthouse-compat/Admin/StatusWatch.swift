import EngineRPC
import Foundation
import Gateway

/// Looks at a gateway again and again: on a terminal in place, elsewhere a line for each change.
struct StatusWatch {
  let client: AdminClient
  let interval: Double
  let timeout: Double?
  let json: Bool

  /// Ends when the time is over, and at once where no gateway answers from the beginning.
  func run() async throws -> Int32 {
    let clock = ContinuousClock()
    let end = timeout.map { clock.now + .seconds($0) }
    var last: String?
    var hasSeen = false
    while true {
      var seen: String
      do {
        let status = try await client.get("/v1/status").good(json: json)
        hasSeen = true
        let text = StatusText(
          status: status, address: "\(client.address)", paint: .standard,
          columns: TerminalWidth.ofStandardOutput)
        seen = text.summary
        if redraws {
          redraw(text.lines)
        } else if seen != last {
          if json { Output.json(status) } else { Output.line("\(Self.time) \(seen)") }
        }
      } catch let error as AdminClientError {
        guard hasSeen else { throw error }
        seen = "unreachable: \(error)"
        if redraws {
          redraw([seen, "", "last seen: \(last ?? "never")"])
        } else if seen != last {
          if json {
            Output.json(["unreachable": .string("\(error)")])
          } else {
            Output.line("\(Self.time) \(seen)")
          }
        }
      }
      if !redraws || !seen.hasPrefix("unreachable") { last = seen }
      let next = clock.now + .seconds(interval)
      if let end, next > end { return AdminExit.timeout }
      try await clock.sleep(until: next)
    }
  }

  private var redraws: Bool { Output.isTerminal && !json }

  private func redraw(_ lines: [String]) {
    let footer = ["", "\(Self.time), every \(interval) s; Ctrl-C ends"]
    // Home, each line cleared to its end, then what is left below: nothing flickers.
    // A line that is cut can be read with `status`; one that wraps would push others off.
    let columns = TerminalWidth.ofStandardOutput ?? .max
    let shown = (lines + footer).map { TerminalWidth.cut($0, to: columns) }
    let text = shown.map { $0 + "\u{1b}[K" }.joined(separator: "\n")
    FileHandle.standardOutput.write(Data(("\u{1b}[H" + text + "\n\u{1b}[J").utf8))
  }

  /// The time of day, UTC.
  private static var time: String {
    let seconds = Int(WallClock.now()) % 86_400
    return [seconds / 3600, seconds / 60 % 60, seconds % 60]
      .map { $0 < 10 ? "0\($0)" : "\($0)" }.joined(separator: ":") + "Z"
  }
}
