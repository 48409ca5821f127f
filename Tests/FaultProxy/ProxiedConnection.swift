import Glibc
import NIOCore
import NIOPosix

/// A client's connection and the one to the server that stands for it.
final class ProxiedConnection {
  /// What the client is owed next.
  private enum Owed {
    case answer(WireFault?)
    /// An answer of the proxy's own.
    case own(ByteBuffer)
  }

  private let core: ProxyCore
  private let client: any Channel
  private var server: (any Channel)?
  private let toClient: PacedWriter
  private let toServer: PacedWriter
  private var requests = HTTPFraming()
  private var answers = HTTPFraming()
  private var owed = CircularBuffer<Owed>()
  private var late: ByteBuffer?
  /// Whether everything that comes is lost.
  private var isDead = false

  init(core: ProxyCore, client: any Channel) {
    self.core = core
    self.client = client
    toClient = PacedWriter(loop: client.eventLoop)
    toServer = PacedWriter(loop: client.eventLoop)
    toClient.attach(client)
  }

  /// Connects to the server, unless nothing gets through.
  func start() {
    switch core.plan.partition {
    case .reset?: return reset()
    case .some: isDead = true
    case nil: connect()
    }
  }

  private func connect() {
    let bound = NIOLoopBound(self, eventLoop: client.eventLoop)
    ClientBootstrap(group: client.eventLoop)
      .channelOption(.tcpOption(.tcp_nodelay), value: 1)
      .channelInitializer { channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ServerLeg(bound.value))
        }
      }
      .connect(host: "127.0.0.1", port: core.target).assumeIsolated().whenComplete { [self] in
        switch $0 {
        case .success(let channel):
          server = channel
          if client.isActive { toServer.attach(channel) } else { channel.close(promise: nil) }
        case .failure: if !isDead { reset() }
        }
      }
  }

  // MARK: What comes

  func fromClient(_ bytes: ByteBuffer) {
    guard !loses() else { return }
    do throws(FramingError) {
      for request in try requests.take(bytes) where !isDead { take(request) }
    } catch {
      toClient.close()
    }
  }

  func fromServer(_ bytes: ByteBuffer) {
    guard !loses() else { return }
    do throws(FramingError) {
      for answer in try answers.take(bytes) {
        guard case .answer(let fault)? = owed.first else { continue }
        owed.removeFirst()
        give(SpoiledAnswer(answer, fault) { core.plan.jitter($0) })
        giveOwn()
      }
    } catch {
      toClient.close()
    }
  }

  /// Bytes that come while nothing gets through are gone, and the connection is out of step.
  private func loses() -> Bool {
    if core.plan.partition != nil { isDead = true }
    return isDead
  }

  private func take(_ request: HTTPMessage) {
    let fault = core.plan.take(method: request.method)
    if let late {
      self.late = nil
      toClient.write(late)
    }
    switch fault {
    case .blackHole?: isDead = true
    case .halfOpen?: cut()
    case .reset?: reset()
    case .status(let code)?:
      owed.append(.own(Self.refusal(code)))
      giveOwn()
    case .rateLimit(let rate)?:
      forward(SpoiledAnswer.limited(request.raw, bytesPerSecond: rate), fault)
    case .slowLoris(.requests, let bytes, let milliseconds)?:
      let time = TimeAmount.milliseconds(Int64(milliseconds))
      forward(SpoiledAnswer.pieces(request.raw, of: bytes, every: time), fault)
    case .delay, .truncate, .garbage, .wrongID, .duplicate, .flood, .slowLoris, .contentType,
      .gzip, nil:
      forward([(request.raw, .none)], fault)
    }
  }

  private func forward(_ pieces: [SpoiledAnswer.Piece], _ fault: WireFault?) {
    owed.append(.answer(fault))
    for piece in pieces { toServer.write(piece.bytes, piece.pause) }
  }

  private func give(_ answer: SpoiledAnswer) {
    for piece in answer.pieces { toClient.write(piece.bytes, piece.pause) }
    if answer.closes { toClient.close() }
    if let late = answer.late { self.late = late }
  }

  private func giveOwn() {
    while case .own(let bytes)? = owed.first {
      owed.removeFirst()
      toClient.write(bytes)
    }
  }

  private static func refusal(_ code: Int) -> ByteBuffer {
    let message = HTTPMessage(
      startLine: "HTTP/1.1 \(code) Refused", headers: [("Content-Type", "text/plain")],
      body: Array("fault: \(code)\n".utf8))
    return message.bytes
  }

  // MARK: Ends

  /// The client takes back what it has sent.
  func clientReset() {
    toServer.clear()
    if let server { Self.reset(server) }
  }

  func clientClosed() {
    core.remove(self)
    toServer.clear()
    server?.close(promise: nil)
  }

  func serverClosed() {
    if !isDead { toClient.close() }
  }

  /// Takes a partition that begins now.
  func partition(_ fault: WireFault) {
    switch fault {
    case .halfOpen: cut()
    case .reset: reset()
    default: break
    }
  }

  /// The server's end goes, and the client is not told.
  private func cut() {
    isDead = true
    toServer.clear()
    toClient.clear()
    server?.close(promise: nil)
  }

  private func reset() {
    isDead = true
    Self.reset(client)
  }

  private static func reset(_ channel: any Channel) {
    // Closing a socket that lingers for no time resets its connection.
    let lingering = linger(l_onoff: 1, l_linger: 0)
    _ = (channel as? any SocketOptionProvider)?.setSoLinger(lingering)
    channel.close(promise: nil)
  }

  func hurry() {
    toClient.hurry()
    toServer.hurry()
  }
}
