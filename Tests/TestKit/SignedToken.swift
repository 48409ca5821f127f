import Crypto
import Foundation

/// Makes tokens with whatever header and claims a test wants, apart from the code under test.
public enum SignedToken {
  public static func make(header: String, claims: String, key: [UInt8]) -> String {
    let message = [header, claims].map { base64URL(Data($0.utf8)) }.joined(separator: ".")
    let code = HMAC<SHA256>.authenticationCode(
      for: Data(message.utf8), using: SymmetricKey(data: key))
    return message + "." + base64URL(Data(code))
  }

  private static func base64URL(_ data: Data) -> String {
    data.base64EncodedString().replacingOccurrences(of: "+", with: "-")
      .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
  }
}
