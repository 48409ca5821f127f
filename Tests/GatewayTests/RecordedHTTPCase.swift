import EngineHTTP
import EngineRPC
import Foundation
import TestKit
import Testing

/// One recorded case about tokens or HTTP itself, as a raw request and what geth answered.
struct RecordedHTTPCase: Sendable, CustomTestStringConvertible {
  let label: String
  let status: Int
  /// The error code of the answer, where it is a JSON-RPC error.
  let code: Int?
  let answer: JSONValue
  let body: String

  var testDescription: String { label }

  /// Every case labelled `auth:` or `http:` of geth's recording.
  static let all: [RecordedHTTPCase] = {
    let lines = (try? Fixture("recordings/geth-1.14.10-errors.jsonl.gz").lines()) ?? []
    return lines.compactMap { try? JSONValue(parsing: $0) }.compactMap(RecordedHTTPCase.init)
  }()

  private init?(_ line: JSONValue) {
    guard let label = line["label"]?.stringValue,
      label.hasPrefix("auth:") || label.hasPrefix("http:"),
      let status = line["http"]?["status"].flatMap({ Int($0.text) })
    else { return nil }
    self.label = label
    self.status = status
    answer = line["response"] ?? .null
    code = answer["error"]?["code"].flatMap { Int($0.text) }
    body = line["request"]?.stringValue ?? line["request"]?.text ?? ""
  }

  /// The request as bytes, with the head that the label names.
  func request(key: [UInt8], now: Int) -> [UInt8] {
    var method = "POST"
    var path = "/"
    var headers = ["Host": "127.0.0.1", "Content-Type": "application/json"]
    var authorization = "Authorization"
    var token: String? = "Bearer " + mint("{\"iat\":\(now)}", key)
    switch label {
    case "auth: no JWT": token = nil
    case "auth: old iat (-61 s... -120 s)": token = "Bearer " + mint("{\"iat\":\(now - 90)}", key)
    case "auth: iat -55 s": token = "Bearer " + mint("{\"iat\":\(now - 55)}", key)
    case "auth: iat -65 s": token = "Bearer " + mint("{\"iat\":\(now - 65)}", key)
    case "auth: future iat +120 s": token = "Bearer " + mint("{\"iat\":\(now + 120)}", key)
    case "auth: future iat +55 s": token = "Bearer " + mint("{\"iat\":\(now + 55)}", key)
    case "auth: no iat": token = "Bearer " + mint("{}", key)
    case "auth: wrong secret":
      token = "Bearer " + mint("{\"iat\":\(now)}", Array(repeating: 9, count: 32))
    case "auth: alg none":
      token =
        "Bearer "
        + SignedToken.make(
          header: #"{"alg":"none","typ":"JWT"}"#, claims: "{\"iat\":\(now)}", key: key)
    case "auth: garbage token": token = "Bearer garbage"
    case "auth: expired exp":
      token = "Bearer " + mint("{\"iat\":\(now),\"exp\":\(now - 10)}", key)
    case "auth: iat float": token = "Bearer " + mint("{\"iat\":\(now).25}", key)
    case "auth: iat as string": token = "Bearer " + mint("{\"iat\":\"\(now)\"}", key)
    case "auth: extra claims id/clv":
      token = "Bearer " + mint("{\"iat\":\(now),\"id\":\"x\",\"clv\":\"y\"}", key)
    case "auth: lower-case \"bearer\"": token = "bearer " + mint("{\"iat\":\(now)}", key)
    case "auth: lower-case header name": authorization = "authorization"
    case "http: GET without body": method = "GET"
    case "http: PUT": method = "PUT"
    case "http: POST no content type": headers["Content-Type"] = nil
    case "http: POST text/plain": headers["Content-Type"] = "text/plain"
    case "http: POST application/json; charset=utf-8":
      headers["Content-Type"] = "application/json; charset=utf-8"
    case "http: path /foo": path = "/foo"
    case "http: Host: geth:8551 (not in --authrpc.vhosts)": headers["Host"] = "geth:8551"
    case "http: Host: localhost": headers["Host"] = "localhost"
    default: break
    }
    headers[authorization] = token
    var text = "\(method) \(path) HTTP/1.1\r\n"
    for (name, value) in headers { text += "\(name): \(value)\r\n" }
    if method != "GET" { text += "Content-Length: \(body.utf8.count)\r\n" }
    return Array((text + "Connection: close\r\n\r\n" + (method == "GET" ? "" : body)).utf8)
  }

  private func mint(_ claims: String, _ key: [UInt8]) -> String {
    SignedToken.make(header: #"{"alg":"HS256","typ":"JWT"}"#, claims: claims, key: key)
  }
}
