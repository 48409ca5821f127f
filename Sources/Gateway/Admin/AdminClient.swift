public import EngineRPC
import Foundation
public import NIOCore
import NIOHTTP1
import NIOPosix

/// Asks a gateway's admin interface; each request has a connection of its own.
public struct AdminClient: Sendable {
  /// An answer of the interface, whatever its status.
  public struct Answer: Sendable {
    public let status: Int
    public let body: JSONValue
  }

  public let address: AdminAddress
  private let token: AdminToken?
  private let group: any EventLoopGroup

  public init(address: AdminAddress, token: AdminToken?, group: any EventLoopGroup) {
    self.address = address
    self.token = token
    self.group = group
  }

  public func get(_ path: String) async throws(AdminClientError) -> Answer {
    try await send(.GET, path, body: nil)
  }

  public func post(_ path: String, _ body: JSONValue) async throws(AdminClientError) -> Answer {
    try await send(.POST, path, body: body)
  }

  private func send(
    _ method: HTTPMethod, _ path: String, body: JSONValue?
  ) async throws(AdminClientError) -> Answer {
    var head = HTTPRequestHead(version: .http1_1, method: method, uri: path)
    head.headers = ["Host": address.hostHeader, "Connection": "close"]
    let bytes = body?.utf8
    if let bytes {
      head.headers.add(name: "Content-Type", value: "application/json")
      head.headers.add(name: "Content-Length", value: String(bytes.count))
      if let token { head.headers.add(name: "Authorization", value: token.authorization) }
    }
    let loop = group.next()
    let promise = loop.makePromise(of: (Int, [UInt8]).self)
    let bootstrap = ClientBootstrap(group: loop).connectTimeout(.seconds(3))
      .channelInitializer { [head] channel in
        channel.eventLoop.makeCompletedFuture {
          let pipeline = channel.pipeline.syncOperations
          try pipeline.addHTTPClientHandlers()
          try pipeline.addHandler(AdminClientHandler(head: head, body: bytes, promise: promise))
        }
      }
    let connecting =
      switch address {
      case .tcp(let host, let port): bootstrap.connect(host: host, port: port)
      case .unix(let path): bootstrap.connect(unixDomainSocketPath: path)
      }
    connecting.whenFailure {
      promise.fail(AdminClientError.unreachable(address, Self.words(for: $0)))
    }
    do {
      let (status, bytes) = try await promise.futureResult.get()
      guard let body = try? JSONValue(parsing: bytes) else {
        throw AdminClientError.notJSON(address, status: status)
      }
      return Answer(status: status, body: body)
    } catch let error as AdminClientError {
      throw error
    } catch {
      throw .unreachable(address, Self.words(for: error))
    }
  }

  /// What the system says, without the network library's frame around it.
  private static func words(for error: any Error) -> String {
    let inner = (error as? NIOConnectionError)?.connectionErrors.first?.error ?? error
    if let system = inner as? IOError, let text = strerror(system.errnoCode) {
      return String(cString: text)
    }
    if case ChannelError.connectTimeout? = inner as? ChannelError {
      return "connecting took too long"
    }
    if case ChannelError.eof? = inner as? ChannelError { return "it closed without an answer" }
    return "\(inner)"
  }
}

/// Why the admin interface could not be asked.
public enum AdminClientError: Error, Hashable, Sendable {
  case unreachable(AdminAddress, String)
  case notJSON(AdminAddress, status: Int)
}

extension AdminClientError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unreachable(let address, let reason):
      "no gateway answers at \(address) (\(reason)); start one with `lighthouse-compat serve`, or"
        + " name the address that it printed with --admin or LIGHTHOUSE_COMPAT_ADMIN"
    case .notJSON(let address, let status):
      "\(address) answers \(status) and no JSON: is that a gateway's admin interface?"
    }
  }
}
