import NIOCore

/// Connections that carry one request at a time each, in no order among them.
final class ConnectionPool {
  private let connector: UpstreamConnector
  private let limits: EngineUpstream.Limits
  private var idle: [UpstreamConnection] = []
  private var open: [ObjectIdentifier: UpstreamConnection] = [:]
  private var connecting = 0
  private var isClosed = false
  private var waiting = CircularBuffer<UpstreamExchange>()

  init(connector: UpstreamConnector, limits: EngineUpstream.Limits) {
    self.connector = connector
    self.limits = limits
  }

  func dispatch(_ exchange: UpstreamExchange) {
    while let connection = idle.popLast() {
      guard connection.isActive else { continue }
      return connection.start(exchange, prefix: connector.prefix())
    }
    guard waiting.count < limits.waiting else {
      return exchange.complete(.failure(.tooManyRequests(limit: limits.waiting)))
    }
    waiting.append(exchange)
    if open.count + connecting < limits.connections { connect() }
  }

  /// Takes an exchange out whose time is up, and closes the connection that carries it.
  func remove(_ exchange: UpstreamExchange) {
    waiting.removeAll { $0 === exchange }
    exchange.connection?.abort()
  }

  /// Ends what it carries and what waits, for good.
  func close() {
    isClosed = true
    let carried = open.values.flatMap { $0.takeExchanges() }
    for connection in open.values { connection.abort() }
    open.removeAll()
    idle.removeAll()
    let failure = TransportFailure.closed(endpoint: "\(connector.endpoint)")
    for exchange in carried where !exchange.isComplete { exchange.complete(.failure(failure)) }
    while let exchange = waiting.popFirst() { exchange.complete(.failure(failure)) }
  }

  private func connect() {
    connecting += 1
    connector.connect { [weak self] connection, event in
      self?.note(connection, event)
    } completion: { [self] result in
      connecting -= 1
      switch result {
      case .success(let connection) where isClosed: connection.abort()
      case .success(let connection):
        open[ObjectIdentifier(connection)] = connection
        note(connection, .answered)
      case .failure(let failure): connectFailed(failure)
      }
    }
  }

  private func connectFailed(_ failure: TransportFailure) {
    // What waits would only wait for a connection that cannot be had either.
    guard open.isEmpty, connecting == 0 else {
      waiting.popFirst()?.complete(.failure(failure))
      return
    }
    while let exchange = waiting.popFirst() { exchange.complete(.failure(failure)) }
  }

  private func note(_ connection: UpstreamConnection, _ event: UpstreamConnection.Event) {
    switch event {
    case .answered:
      if let exchange = waiting.popFirst() {
        connection.start(exchange, prefix: connector.prefix())
      } else {
        idle.append(connection)
      }
    case .closed:
      open.removeValue(forKey: ObjectIdentifier(connection))
      idle.removeAll { $0 === connection }
      lose(connection)
      if !waiting.isEmpty, open.count + connecting < limits.connections { connect() }
    }
  }

  /// Sends a request once more whose kept-alive connection was closed before the answer began.
  ///
  /// The engine may never have seen it, and every method of the Engine API bears repetition.
  private func lose(_ connection: UpstreamConnection) {
    for exchange in connection.takeExchanges() where !exchange.isComplete {
      if connection.mayHaveBeenStale, !exchange.wasRetried {
        exchange.wasRetried = true
        dispatch(exchange)
      } else {
        exchange.complete(.failure(.closed(endpoint: "\(connector.endpoint)")))
      }
    }
  }
}
