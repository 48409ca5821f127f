import NIOCore

/// Writes to a channel one piece after the other, each not before its time.
final class PacedWriter {
  /// What a piece waits for, besides the one in front of it.
  enum Pause {
    case none
    case until(NIODeadline)
    /// Since the piece in front of it has gone.
    case after(TimeAmount)
  }

  private enum Step {
    case bytes(ByteBuffer, Pause)
    case close
  }

  private let loop: any EventLoop
  private var channel: (any Channel)?
  private var steps = CircularBuffer<Step>()
  private var isBusy = false
  private var waiting: Scheduled<Void>?
  private var hurries = false

  init(loop: any EventLoop) {
    self.loop = loop
  }

  /// Gives it the channel, and sends what has waited for one.
  func attach(_ channel: any Channel) {
    self.channel = channel
    pump()
  }

  func write(_ bytes: ByteBuffer, _ pause: Pause = .none) {
    steps.append(.bytes(bytes, pause))
    pump()
  }

  /// Closes the channel behind everything that was written.
  func close() {
    steps.append(.close)
    pump()
  }

  /// Drops what has not gone yet.
  func clear() {
    steps.removeAll()
    waiting?.cancel()
    waiting = nil
  }

  /// Sends everything that waits for its time, now.
  func hurry() {
    hurries = true
    if let waiting {
      waiting.cancel()
      self.waiting = nil
      isBusy = false
    }
    pump()
    if steps.isEmpty { hurries = false }
  }

  private func pump() {
    guard let channel, !isBusy, let step = steps.popFirst() else { return }
    isBusy = true
    switch step {
    case .close:
      channel.close(promise: nil)
      steps.removeAll()
    case .bytes(let bytes, let pause):
      let deadline = deadline(of: pause)
      guard let deadline, deadline > .now() else { return send(bytes, channel) }
      steps.prepend(.bytes(bytes, .until(deadline)))
      waiting = loop.assumeIsolated().scheduleTask(deadline: deadline) { [weak self] in
        self?.waiting = nil
        self?.isBusy = false
        self?.pump()
      }
    }
  }

  private func deadline(of pause: Pause) -> NIODeadline? {
    guard !hurries else { return nil }
    switch pause {
    case .none: return nil
    case .until(let deadline): return deadline
    case .after(let amount): return .now() + amount
    }
  }

  private func send(_ bytes: ByteBuffer, _ channel: any Channel) {
    channel.writeAndFlush(bytes).assumeIsolated().whenComplete { [self] _ in
      isBusy = false
      if steps.isEmpty { hurries = false }
      pump()
    }
  }
}
