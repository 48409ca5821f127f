import Crypto
public import Foundation

/// A request's or answer's bytes as a mismatch keeps them: the beginning, and what the whole was.
public struct SampleBody: Codable, Hashable, Sendable {
  /// The bytes that are kept of each body.
  public static let limit = 64 * 1024
  /// No body: the side was not asked, or said nothing.
  public static let empty = SampleBody(Data())

  /// At most `limit` bytes.
  public let bytes: Data
  /// The length of the whole.
  public let length: Int
  /// The SHA-256 of the whole, in hex.
  public let digest: String

  public var isCut: Bool { length > bytes.count }

  public init(_ whole: Data) {
    bytes = Data(whole.prefix(Self.limit))
    length = whole.count
    digest = SHA256.hash(data: whole).map { String(format: "%02x", $0) }.joined()
  }

  private init(bytes: Data, length: Int, digest: String) {
    self.bytes = Data(bytes.prefix(Self.limit))
    self.length = max(length, bytes.count)
    self.digest = digest
  }

  public init(from decoder: any Decoder) throws {
    let members = try decoder.container(keyedBy: CodingKeys.self)
    try self.init(
      bytes: members.decode(Data.self, forKey: .bytes),
      length: members.decode(Int.self, forKey: .length),
      digest: members.decode(String.self, forKey: .digest))
  }

  func fields(_ name: String) -> [RecordField] {
    [
      RecordField(name, .bytes(bytes)), .integer("\(name)Length", length),
      .text("\(name)Digest", digest),
    ]
  }

  init(_ row: RecordRow, _ name: String) throws(RecordsError) {
    try self.init(
      bytes: row.bytes(name), length: row.count("\(name)Length"),
      digest: row.text("\(name)Digest"))
  }
}
