public import Foundation

/// Files that are on the disk, whole, when a call returns.
public enum DurableFile {
  /// Writes a file beside its place, synchronizes it, renames it and synchronizes the folder.
  public static func write(_ data: Data, to file: URL) throws(RecordsError) {
    let draft = file.deletingLastPathComponent()
      .appending(path: ".\(file.lastPathComponent).\(UInt64.random(in: 0 ... .max))")
    let descriptor = open(draft.path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw error("cannot create \(draft.path)") }
    do throws(RecordsError) {
      defer { close(descriptor) }
      try write(data, to: descriptor, draft.path)
      guard fsync(descriptor) == 0 else { throw error("cannot synchronize \(draft.path)") }
    } catch {
      unlink(draft.path)
      throw error
    }
    try move(draft, to: file)
  }

  /// Renames a file and synchronizes the folder.
  public static func move(_ source: URL, to target: URL) throws(RecordsError) {
    guard rename(source.path, target.path) == 0 else {
      let failure = error("cannot rename \(source.path)")
      unlink(source.path)
      throw failure
    }
    try synchronize(folder: target.deletingLastPathComponent())
  }

  /// Makes a folder's entries durable.
  public static func synchronize(folder: URL) throws(RecordsError) {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw error("cannot open \(folder.path)") }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw error("cannot synchronize \(folder.path)") }
  }

  /// The beginning of a plain file; empty for anything else, and never a wait.
  static func beginning(of file: URL, limit: Int) -> String {
    let descriptor = open(file.path, O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return "" }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return "" }
    return beginning(of: descriptor, limit: limit)
  }

  static func beginning(of descriptor: Int32, limit: Int) -> String {
    var bytes = [UInt8](repeating: 0, count: limit)
    let count = pread(descriptor, &bytes, limit, 0)
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }

  static func write(
    _ data: Data, to descriptor: Int32, _ path: String
  ) throws(RecordsError) {
    var rest = data[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw error("cannot write \(path)") }
      rest = rest.dropFirst(count)
    }
  }

  /// The last system call's failure in the words of this module.
  static func error(_ what: String) -> RecordsError {
    let code = errno
    let reason = "\(what): \(text(code))"
    switch code {
    case ENOSPC, EDQUOT, EFBIG: return .full(reason)
    case EROFS, EACCES, EPERM: return .readOnly(reason)
    default: return .failed(code: Int(code), reason: reason)
    }
  }

  static func text(_ code: Int32) -> String {
    strerror(code).map { String(cString: $0) } ?? "error \(code)"
  }
}
