import EngineRPC
import Gateway

/// What another gateway of the fleet says of the rules that every node has to share.
struct GatewayExamination: Sendable {
  let address: AdminAddress
  private(set) var beaconRootPolicy: String?
  private(set) var mode: String?
  /// Why it could not be asked; nil where it was.
  private(set) var failure: String?

  init(_ client: AdminClient) async {
    address = client.address
    do throws(AdminClientError) {
      let status = try await client.get("/v1/status")
      beaconRootPolicy = status.body["beaconRootPolicy"]?.stringValue
      mode = status.body["mode"]?.stringValue
      if status.status != 200 || beaconRootPolicy == nil {
        failure = "\(address) does not say what it does (\(status.status)): is it a gateway?"
      }
    } catch {
      failure = "\(error)"
    }
  }

  var line: String {
    guard failure == nil else { return "gateway \(address): not asked" }
    return "gateway \(address): \(printable(mode ?? "?")),"
      + " beacon root \(printable(beaconRootPolicy ?? "?"))"
  }

  var json: JSONValue {
    [
      "address": .string("\(address)"), "failure": failure.map { .string($0) } ?? .null,
      "mode": mode.map { .string($0) } ?? .null,
      "beaconRootPolicy": beaconRootPolicy.map { .string($0) } ?? .null,
    ]
  }
}
