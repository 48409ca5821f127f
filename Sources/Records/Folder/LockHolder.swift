import Foundation

/// What a lock file says of the process that has it.
struct LockHolder: Codable {
  let pid: Int
  let sinceMilliseconds: Int64

  init(pid: Int, sinceMilliseconds: Int64) {
    self.pid = pid
    self.sinceMilliseconds = sinceMilliseconds
  }

  /// Reads the file's text; nil for one that says nothing.
  init?(_ text: String) {
    guard let holder = try? JSONDecoder().decode(Self.self, from: Data(text.utf8)) else {
      return nil
    }
    self = holder
  }
}
