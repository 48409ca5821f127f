import NIOCore

/// What the connections of a proxy share.
final class ProxyCore {
  let target: Int
  var plan: FaultPlan
  private var connections: [ObjectIdentifier: ProxiedConnection] = [:]
  private var clients: [ObjectIdentifier: any Channel] = [:]
  private var cutOff = 0

  init(target: Int, plan: FaultPlan) {
    self.target = target
    self.plan = plan
  }

  var hits: Int { plan.hits + cutOff }

  func add(_ channel: any Channel) -> ProxiedConnection {
    let connection = ProxiedConnection(core: self, client: channel)
    connections[ObjectIdentifier(connection)] = connection
    clients[ObjectIdentifier(connection)] = channel
    if plan.partition != nil { cutOff += 1 }
    connection.start()
    return connection
  }

  func remove(_ connection: ProxiedConnection) {
    connections[ObjectIdentifier(connection)] = nil
    clients[ObjectIdentifier(connection)] = nil
  }

  func set(_ rules: [FaultRule]) {
    plan.set(rules)
    if rules.isEmpty {
      for connection in connections.values { connection.hurry() }
    } else if let partition = plan.partition {
      cutOff += connections.count
      for connection in connections.values { connection.partition(partition) }
    }
  }

  func close() {
    for client in clients.values { client.close(promise: nil) }
  }
}
