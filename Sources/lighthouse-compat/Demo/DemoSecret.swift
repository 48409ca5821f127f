import EngineRPC
import Foundation

/// A secret made for one run of the demo.
struct DemoSecret {
  let path: String
  private let hex: String

  init(folder: URL, name: String) {
    path = folder.appending(path: "\(name).jwt").path
    hex = (0..<32).map { _ in
      let digits = String(UInt8.random(in: .min ... .max), radix: 16)
      return digits.count == 1 ? "0" + digits : digits
    }.joined()
  }

  func write() throws {
    let written = FileManager.default.createFile(
      atPath: path, contents: Data(hex.utf8), attributes: [.posixPermissions: 0o600])
    if !written { throw JWTSecretError.unreadable(path) }
  }

  func secret() throws -> JWTSecret { try JWTSecret(hex: hex) }
}
