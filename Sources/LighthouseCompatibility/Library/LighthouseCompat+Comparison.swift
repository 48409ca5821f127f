import EngineHTTP
import NIOCore
import NIOPosix

extension LighthouseCompat {
  /// Runs an operation on both sides at once, compares the results, and returns v4's.
  ///
  /// v4's result, or its error, is returned as soon as it is there; v5's is waited for behind it
  /// for at most `deadline`, on the event loop that owns the comparison.
  ///
  /// - Parameters:
  ///   - operation: the name under which times and verdict are counted.
  ///   - deadline: how long each side may take before that is its error.
  public func executeWithComparison<Value: Equatable & Sendable>(
    _ operation: String, deadline: Duration = .seconds(8),
    v4 v4Operation: @escaping @Sendable () async throws -> Value,
    v5 v5Operation: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let started = NIODeadline.now()
    let v4 = timed(operation, .v4, started, deadline, v4Operation)
    let v5 = timed(operation, .v5, started, deadline, v5Operation)
    v4.and(v5).whenSuccess { [metrics] results in
      metrics.record(Self.judge(v4: results.0, v5: results.1), of: operation)
    }
    return try await v4.get().get()
  }

  private func timed<Value: Sendable>(
    _ operation: String, _ side: Side, _ started: NIODeadline, _ deadline: Duration,
    _ body: @escaping @Sendable () async throws -> Value
  ) -> EventLoopFuture<Result<Value, any Error>> {
    let promise = loop.makePromise(of: Value.self)
    let task = promise.completeWithTask(body)
    let timer = loop.scheduleTask(in: TimeAmount(deadline)) {
      task.cancel()
      promise.fail(DeadlineExceeded(deadline: deadline))
    }
    promise.futureResult.whenComplete { _ in timer.cancel() }
    return promise.futureResult.map { Result<Value, any Error>.success($0) }
      .flatMapErrorThrowing { .failure($0) }
      .map { [metrics] result in
        let elapsed = NIODeadline.now().uptimeNanoseconds - started.uptimeNanoseconds
        metrics.recordTime(operation, side, nanoseconds: Int64(elapsed))
        return result
      }
  }

  private static func judge<Value: Equatable>(
    v4: Result<Value, any Error>, v5: Result<Value, any Error>
  ) -> Judgement {
    switch (v4, v5) {
    case (.success(let left), .success(let right)):
      left == right
        ? Judgement(.match)
        : Judgement(.mismatch, [Comparator.difference("result", left, right)])
    case (.success, .failure(let error)): Judgement(.v5Error, ["\(error)"])
    case (.failure(let error), .success): Judgement(.v4Error, ["\(error)"])
    case (.failure(let left), .failure(let right)):
      Judgement(.bothErrors, [Comparator.difference("error", left, right)])
    }
  }
}

/// An operation took longer than it may.
public struct DeadlineExceeded: Error, Hashable, Sendable {
  public let deadline: Duration
}
