import ChildPrograms
import Glibc

/// Feeds a program, listens to it, and ends it when its time is over.
struct ProgramWatch {
  enum Verdict: Hashable, Sendable {
    case ended(ProcessGroup.Ending)
    case timedOut
    case cancelled
  }

  /// How far the end of a program has got.
  private enum Phase {
    case running
    case asked(Verdict)
    case killed(Verdict)
  }

  private static let grace = Duration.seconds(1)

  private let group: ProcessGroup
  private let bell: WakeBell
  private var input: ArraySlice<UInt8>
  private var writing: Descriptor?
  private var readers: [Descriptor?]
  private var kept = [KeptOutput(), KeptOutput()]
  private var phase = Phase.running
  private var chunk = [UInt8](repeating: 0, count: 65_536)

  init(
    group: ProcessGroup, bell: WakeBell, input: [UInt8], writing: Descriptor,
    output: Descriptor, errors: Descriptor
  ) {
    for descriptor in [writing, output, errors] { descriptor.unblock() }
    self.group = group
    self.bell = bell
    self.input = input[...]
    self.writing = writing
    readers = [output, errors]
  }

  var output: KeptOutput { kept[0] }
  var errors: KeptOutput { kept[1] }

  /// Blocks until the program has ended, or could not be ended two seconds after its limit.
  mutating func run(limit: Duration) -> Verdict {
    // A machine that sleeps does not use up a program's time.
    let clock = SuspendingClock()
    var deadline = clock.now.advanced(by: limit)
    while true {
      if let ending = group.ending { return verdict(ending) }
      let isOver = clock.now >= deadline
      switch phase {
      case .running where isOver || bell.isCancelled:
        phase = .asked(isOver ? .timedOut : .cancelled)
        group.signal(SIGTERM)
        deadline = clock.now.advanced(by: Self.grace)
      case .asked(let verdict) where isOver:
        phase = .killed(verdict)
        group.signal(SIGKILL)
        deadline = clock.now.advanced(by: Self.grace)
      // Not even SIGKILL ends what waits for a dead disk.
      case .killed(let verdict) where isOver: return verdict
      case .running, .asked, .killed: break
      }
      poll(for: clock.now.duration(to: deadline))
    }
  }

  /// What the program has written before it ended is in the pipes, however much others still hold.
  private mutating func verdict(_ ending: ProcessGroup.Ending) -> Verdict {
    for index in readers.indices {
      var rounds = 0
      // Two rounds are as much as a pipe holds; what got away with its end may write on.
      while rounds < 2, listen(index) { rounds += 1 }
    }
    switch phase {
    case .running: return .ended(ending)
    case .asked(let verdict), .killed(let verdict): return verdict
    }
  }

  private mutating func poll(for time: Duration) {
    let descriptors = [bell.reading, writing] + readers
    var requests = descriptors.enumerated().map { index, descriptor in
      // A negative number is passed over.
      pollfd(
        fd: descriptor?.raw ?? -1, events: Int16(index == 1 ? POLLOUT : POLLIN), revents: 0)
    }
    let (seconds, attoseconds) = max(time, .zero).components
    let milliseconds = min(seconds, 3_600) * 1_000 + attoseconds / 1_000_000_000_000_000 + 1
    guard Glibc.poll(&requests, nfds_t(requests.count), Int32(milliseconds)) > 0 else { return }
    if requests[0].revents != 0 { bell.silence() }
    if requests[1].revents != 0 { feed() }
    for index in readers.indices where requests[2 + index].revents != 0 { _ = listen(index) }
  }

  private mutating func feed() {
    guard let writing else { return }
    let count = input.withUnsafeBytes { write(writing.raw, $0.baseAddress, $0.count) }
    if count > 0 { input.removeFirst(count) }
    let isBroken = count < 0 && errno != EAGAIN && errno != EINTR
    if input.isEmpty || isBroken { self.writing = nil }
  }

  /// Reads once; false where there is nothing more for now.
  private mutating func listen(_ index: Int) -> Bool {
    guard let reader = readers[index] else { return false }
    let count = read(reader.raw, &chunk, chunk.count)
    if count > 0 {
      kept[index].append(chunk[..<count])
      return true
    }
    if count == 0 || (errno != EAGAIN && errno != EINTR) { readers[index] = nil }
    return false
  }
}
