import Crypto
import Foundation

/// The hash chain of the audit log.
///
/// An entry's hash is the SHA-256 of a domain tag, the previous hash and every field, each preceded
/// by its length in eight bytes (big endian), integers in eight bytes: two different entries never
/// encode alike. The chain shows accidents and edits of parts. Whoever can rewrite the whole store
/// can also rewrite the chain, unless a head was noted elsewhere.
public struct AuditChain: Sendable {
  private static let domain = "lighthouse-compat/audit/1"

  private var head = AuditHead.start
  private var fault: AuditVerification?

  public init() {}

  /// The entry that a note becomes after a head.
  ///
  /// - Throws: `RecordsError.corrupt` where the head's count cannot be counted on.
  public static func entry(
    _ note: AuditNote, after head: AuditHead
  ) throws(RecordsError) -> AuditEntry {
    guard head.count >= 0, head.count < .max else {
      throw .corrupt("the audit log cannot have \(head.count) entries")
    }
    let number = head.count + 1
    return AuditEntry(
      number: number, note: note, previousHash: head.hash,
      hash: hash(number: number, note: note, previousHash: head.hash))
  }

  /// Checks a whole log against the count and hash kept beside it.
  public static func verify(
    _ entries: some Sequence<AuditEntry>, head: AuditHead
  ) -> AuditVerification {
    var chain = AuditChain()
    for entry in entries { chain.follow(entry) }
    return chain.verdict(head)
  }

  /// Checks the next entry; the first fault is kept.
  public mutating func follow(_ entry: AuditEntry) {
    guard fault == nil else { return }
    fault = Self.fault(of: entry, after: head)
    head = AuditHead(count: entry.number, hash: entry.hash)
  }

  /// What the entries followed so far amount to.
  public func verdict(_ kept: AuditHead) -> AuditVerification {
    if let fault { return fault }
    if head.count < kept.count { return .broken(entry: head.count + 1, .missing(found: nil)) }
    if head.count > kept.count {
      return .broken(entry: max(kept.count, 0) + 1, .beyondHead(count: kept.count))
    }
    guard head.hash == kept.hash else {
      return .broken(entry: head.count, .wrongHead(found: head.hash, expected: kept.hash))
    }
    return .intact(head)
  }

  private static func fault(
    of entry: AuditEntry, after head: AuditHead
  ) -> AuditVerification? {
    // Entries are followed one by one from 1, so that the count stays far from its limit.
    let number = head.count &+ 1
    if entry.number > number { return .broken(entry: number, .missing(found: entry.number)) }
    if entry.number < number { return .broken(entry: number, .outOfOrder(found: entry.number)) }
    guard entry.previousHash == head.hash else {
      return .broken(
        entry: number, .wrongPrevious(found: entry.previousHash, expected: head.hash))
    }
    let expected = hash(number: number, note: entry.note, previousHash: entry.previousHash)
    guard entry.hash == expected else {
      return .broken(entry: number, .wrongHash(found: entry.hash, expected: expected))
    }
    return nil
  }

  private static func hash(number: Int64, note: AuditNote, previousHash: String) -> String {
    var encoding = Data()
    append(domain, to: &encoding)
    append(previousHash, to: &encoding)
    append(number, to: &encoding)
    append(note.migration, to: &encoding)
    append(note.who, to: &encoding)
    append(note.what, to: &encoding)
    append(note.why, to: &encoding)
    append(note.evidence, to: &encoding)
    append(note.wallMilliseconds, to: &encoding)
    return SHA256.hash(data: encoding).map { String(format: "%02x", $0) }.joined()
  }

  private static func append(_ text: String, to encoding: inout Data) {
    append(Data(text.utf8), to: &encoding)
  }

  private static func append(_ integer: Int64, to encoding: inout Data) {
    append(withUnsafeBytes(of: integer.bigEndian) { Data($0) }, to: &encoding)
  }

  private static func append(_ field: Data, to encoding: inout Data) {
    withUnsafeBytes(of: UInt64(field.count).bigEndian) { encoding.append(contentsOf: $0) }
    encoding.append(field)
  }
}
