import Foundation
import Records
import SQLiteRecords

/// A controller that does nothing but commit, until it is killed.
///
/// `RecordsCrasher FOLDER MODE [NUMBER]` prints each number once its commit is acknowledged.
@main struct RecordsCrasher {
  let store: any RecordStore
  let first: Int

  static func main() throws {
    let arguments = CommandLine.arguments
    guard arguments.count >= 3 else { throw CrasherError.usage }
    let folder = StateFolder(URL(filePath: arguments[1]))
    guard case .opened(let store, let restored) = try SQLiteRecords.open(folder, nowMilliseconds: 0)
    else { throw CrasherError.unreadable }
    try store.markRunning()
    let crasher = RecordsCrasher(store: store, first: (restored?.record.attempt ?? 0) + 1)
    let number = arguments.count > 3 ? Int(arguments[3]) ?? 0 : 0
    switch arguments[2] {
    case "loop": try crasher.loop()
    case "before": try crasher.end(at: number, afterCommit: false)
    case "after": try crasher.end(at: number, afterCommit: true)
    case "torn": try crasher.tear(at: number)
    case "full": try crasher.fill(to: number)
    default: throw CrasherError.usage
    }
  }

  /// Commits for as long as it is let.
  private func loop() throws {
    for number in first... { try commit(number) }
  }

  /// Kills itself right before or right after a commit, before anybody hears of it.
  private func end(at last: Int, afterCommit: Bool) throws {
    for number in first..<last { try commit(number) }
    if afterCommit { try store.commit(Self.change(last)) }
    kill(getpid(), SIGKILL)
  }

  /// Lets the kernel end the process in the middle of the write that passes a file size.
  private func tear(at bytes: Int) throws {
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    // A parent may have blocked it, and then the write fails instead.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigprocmask(SIG_SETMASK, &signals, nil)
    signal(SIGXFSZ, SIG_DFL)
    limitFiles(bytes)
    try loop()
  }

  /// Commits until nothing more fits, then makes room and goes on.
  private func fill(to bytes: Int) throws {
    signal(SIGXFSZ, SIG_IGN)
    limitFiles(bytes)
    var number = first
    while true {
      do {
        try commit(number)
        number += 1
      } catch {
        break
      }
    }
    Self.say("refused")
    limitFiles(.max)
    try commit(number)
    try store.markCleanlyStopped()
    try store.close()
  }

  private func limitFiles(_ bytes: Int) {
    var limit = rlimit()
    getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
    limit.rlim_cur = min(limit.rlim_max, rlim_t(bytes))
    setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit)
  }

  private func commit(_ number: Int) throws {
    try store.commit(Self.change(number))
    Self.say("\(number)")
  }

  /// State, transition and audit entry all bear the number.
  private static func change(_ number: Int) -> StoredChange {
    let moment = Moment(wallMilliseconds: Int64(number), uptimeMilliseconds: Int64(number))
    let padding = String(repeating: "x", count: number * 37 % 5_000)
    return StoredChange(
      migration: MigrationRecord(
        name: "crashing", attempt: number, state: "canary", mode: "canary", moment: moment,
        document: "{\"number\":\(number),\"padding\":\"\(padding)\"}"),
      transition: TransitionRecord(
        migration: "crashing", attempt: number, event: "tick", from: "\(number - 1)",
        to: "\(number)", reason: "", moment: moment, document: "\"\(padding)\""),
      audit: [
        AuditNote(who: "crasher", what: "commit", why: "\(number)", wallMilliseconds: Int64(number))
      ])
  }

  private static func say(_ line: String) {
    try? FileHandle.standardOutput.write(contentsOf: Data((line + "\n").utf8))
  }
}
