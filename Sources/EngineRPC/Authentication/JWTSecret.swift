import Crypto
import Foundation

/// The 32 bytes that a consensus node and its engine share; never printed.
public struct JWTSecret: Sendable {
  let key: SymmetricKey

  /// Takes the 32 bytes themselves.
  public init(bytes: [UInt8]) throws(JWTSecretError) {
    guard bytes.count == 32 else { throw .wrongLength(digits: bytes.count * 2) }
    key = SymmetricKey(data: bytes)
  }

  /// Reads 64 hexadecimal digits, `0x` optional, white space allowed behind them.
  public init(hex text: String) throws(JWTSecretError) {
    var digits = Substring(text)
    while let last = digits.last, last.isWhitespace { digits.removeLast() }
    if digits.hasPrefix("0x") { digits.removeFirst(2) }
    guard digits.utf8.count == 64 else { throw .wrongLength(digits: digits.utf8.count) }
    var bytes: [UInt8] = []
    for index in stride(from: 0, to: 64, by: 2) {
      let start = digits.utf8.index(digits.utf8.startIndex, offsetBy: index)
      let pair = digits[start..<digits.utf8.index(start, offsetBy: 2)]
      guard pair.allSatisfy(\.isHexDigit), let byte = UInt8(pair, radix: 16) else {
        throw .notHexadecimal(position: index)
      }
      bytes.append(byte)
    }
    key = SymmetricKey(data: bytes)
  }

  /// Reads a secret's file.
  public init(file path: String) throws(JWTSecretError) {
    guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path) }
    guard data.count <= 4096, let text = String(data: data, encoding: .utf8) else {
      throw .wrongLength(digits: data.count)
    }
    do throws(JWTSecretError) {
      try self.init(hex: text)
    } catch {
      throw .inFile(path, reason: error.description)
    }
  }

  /// Says whether others than its owner can read a secret's file, in words for the operator.
  public static func warning(forFile path: String) -> String? {
    let attributes = try? FileManager.default.attributesOfItem(atPath: path)
    guard let mode = (attributes?[.posixPermissions] as? NSNumber)?.intValue else { return nil }
    guard mode & 0o077 != 0 else { return nil }
    let octal = String(mode & 0o777, radix: 8)
    return "\(path) has mode \(octal): others can read the secret; run: chmod 600 \(path)"
  }

  /// The HMAC-SHA256 of a message under the secret.
  func authenticationCode(for message: some DataProtocol) -> [UInt8] {
    Array(HMAC<SHA256>.authenticationCode(for: message, using: key))
  }
}

extension JWTSecret: CustomStringConvertible, CustomReflectable {
  public var description: String { "JWTSecret(hidden)" }
  public var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// Why a secret was refused; the secret itself is never part of it.
public enum JWTSecretError: Error, Hashable, Sendable {
  case unreadable(String)
  case wrongLength(digits: Int)
  case notHexadecimal(position: Int)
  case inFile(String, reason: String)
}

extension JWTSecretError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreadable(let path):
      "cannot read the JWT secret \(path); create it with: openssl rand -hex 32 > \(path)"
    case .wrongLength(let digits):
      "a JWT secret has 64 hexadecimal digits (32 bytes), this has \(digits) characters"
    case .notHexadecimal(let position):
      "the JWT secret has a character at position \(position) that is no hexadecimal digit"
    case .inFile(let path, let reason): "\(path): \(reason)"
    }
  }
}
