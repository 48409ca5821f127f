/// Which requests a fault hits.
package struct FaultRule: Hashable, Sendable {
  package var fault: WireFault
  /// The beginning of the JSON-RPC method's name.
  package var method: String
  /// How many requests are hit in all; nil for as many as come.
  package var count: Int?
  /// Of the requests that could be hit the share that is.
  package var probability: Double

  package init(
    _ fault: WireFault, method: String = "", count: Int? = nil, probability: Double = 1
  ) {
    self.fault = fault
    self.method = method
    self.count = count
    self.probability = probability
  }

  /// The fault, where it cuts off everything at once and not single requests.
  var partition: WireFault? {
    fault.isPartition && method.isEmpty && count == nil && probability >= 1 ? fault : nil
  }
}
