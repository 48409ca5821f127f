import Foundation

/// The token that changes over the admin interface need; never printed.
public struct AdminToken: Sendable {
  /// Fewer characters could be guessed.
  public static let leastCharacters = 16
  private static let mostCharacters = 1024

  private let bytes: [UInt8]

  /// Takes a token's text.
  public init(text: String) throws(AdminTokenError) {
    let bytes = Array(text.utf8)
    guard (Self.leastCharacters...Self.mostCharacters).contains(bytes.count) else {
      throw .wrongLength(characters: bytes.count)
    }
    // A header cannot carry anything else unharmed.
    guard bytes.allSatisfy({ (0x21...0x7e).contains($0) }) else { throw .unprintable }
    self.bytes = bytes
  }

  /// Reads a token's file, which nobody but its owner may read; white space behind it is allowed.
  public init(file path: String) throws(AdminTokenError) {
    guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    if let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue, mode & 0o077 != 0 {
      throw .shared(path, mode: mode & 0o777)
    }
    var text = Substring(String(decoding: data.prefix(Self.mostCharacters + 16), as: UTF8.self))
    while let last = text.last, last.isWhitespace { text.removeLast() }
    try self.init(text: String(text))
  }

  /// The value of the header that carries it.
  var authorization: String { "Bearer " + String(decoding: bytes, as: UTF8.self) }

  /// Whether a header carries the token, in a time that does not depend on where it differs.
  func accepts(_ authorization: String?) -> Bool {
    guard let authorization, authorization.utf8.count <= 7 + Self.mostCharacters,
      authorization.prefix(7).lowercased() == "bearer "
    else { return false }
    let offered = Array(authorization.dropFirst(7).utf8)
    var difference = UInt(bitPattern: offered.count ^ bytes.count)
    for index in 0..<Self.mostCharacters {
      let left = index < offered.count ? offered[index] : 0
      let right = index < bytes.count ? bytes[index] : 0
      difference |= UInt(left ^ right)
    }
    return difference == 0
  }
}

extension AdminToken: CustomStringConvertible, CustomReflectable {
  public var description: String { "AdminToken(hidden)" }
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// Why a token was refused; the token itself is never part of it.
public enum AdminTokenError: Error, Hashable, Sendable {
  case unreadable(String)
  case shared(String, mode: Int)
  case wrongLength(characters: Int)
  case unprintable
}

extension AdminTokenError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path):
      "cannot read the admin token \(path); create it with:"
        + " (umask 077; openssl rand -hex 32 > \(path))"
    case .shared(let path, let mode):
      "\(path) has mode \(String(mode, radix: 8)): others can read the token;"
        + " run: chmod 600 \(path)"
    case .wrongLength(let characters):
      "an admin token has 16 to 1024 characters, this has \(characters)"
    case .unprintable: "the admin token has characters that no header can carry"
    }
  }
}
