import Foundation
import Testing

@testable import Migration

@Suite(.timeLimit(.minutes(10))) struct CommandHooks {
  @Test func `a hook is handed the step as JSON and passes with exit code 0`() async throws {
    let folder = try ScratchFolder()
    let hook = HookScene.shell("cat > \(folder.path("step"))")
    #expect(await HookScene.ask(hook) == .passed)
    #expect(
      try folder.text("step")
        == #"{"attempt":3,"from":"Canary(5%)","migration":"engine-v5","mode":"canary(1000)","#
        + #""moment":"beforeAdvance","schemaVersion":1,"stage":"canary-10","to":"Canary(10%)"}"#)
  }

  @Test(arguments: [
    ("exit 3", "exit code 3, and nothing on standard error"),
    ("echo not tonight >&2; exit 1", "not tonight"),
    ("printf '\\n \\r\\n\\tfirst\\nsecond\\n' >&2; exit 1", "first"),
    ("echo on standard output; exit 1", "exit code 1, and nothing on standard error"),
    ("printf 'red \\033[31m\\a text' >&2; exit 1", "red  [31m  text"),
    ("printf '\\377 bytes' >&2; exit 1", "\u{fffd} bytes"),
    ("kill -9 $$", "ended by signal 9"),
    ("echo bye >&2; kill -15 $$", "ended by signal 15: bye"),
    (
      "echo 'at https://me:pw@hooks.example/T0/SECRET?x=1 and HTTP://h' >&2; exit 1",
      "at https://hooks.example/… and HTTP://h"
    ),
    ("head -c 300 /dev/zero | tr '\\0' x >&2; exit 1", String(repeating: "x", count: 200) + "…"),
  ])
  func `a hook that fails vetoes with its first line`(script: String, reason: String) async {
    #expect(await HookScene.reason(HookScene.shell(script)) == reason)
  }

  @Test(arguments: [
    (["/nowhere/at-all", "x"], "/nowhere/at-all could not be started: No such file or directory"),
    (["no-such-program-on-the-path"], "No such file or directory"),
    (["/"], "Permission denied"),
    ([""], "could not be started: Invalid argument"),
    (["/bin/echo", "a\0b"], "could not be started: Invalid argument"),
    (["/bin/echo", String(repeating: "x", count: 4_000_000)], "Argument list too long"),
    ([], "needs either a command or a url"),
  ])
  func `a program that cannot be started is a veto`(command: [String], reason: String) async {
    let hook = PlannedHook(name: "odd", when: .beforeAdvance, command: command)
    #expect(await HookScene.reason(hook)?.contains(reason) == true)
  }

  @Test func `a command and a url at once are a veto`() async {
    var hook = HookScene.shell("exit 0")
    hook.url = "http://127.0.0.1/"
    #expect(await HookScene.reason(hook) == "needs either a command or a url")
  }

  @Test(arguments: ["", "trap '' TERM;"])
  func `a hook that hangs is killed with all that it started`(trap: String) async throws {
    let folder = try ScratchFolder()
    let script = """
      \(trap) sleep 3600 & echo $! > \(folder.path("child"))
      echo $$ > \(folder.path("self")); while true; do sleep 3600; done
      """
    let hook = HookScene.shell(script, timeout: .seconds(1))
    #expect(await HookScene.reason(hook) == "no answer within 1s")
    try await folder.waitForEnd(ofProcessIn: "self")
    try await folder.waitForEnd(ofProcessIn: "child")
  }

  @Test func `a hook that ends well after it was asked to end has still timed out`() async {
    let hook = HookScene.shell(
      "trap 'exit 0' TERM; while true; do sleep 0.05; done", timeout: .seconds(1))
    #expect(await HookScene.reason(hook) == "no answer within 1s")
  }

  @Test func `what a hook leaves behind neither delays the answer nor lives on`() async throws {
    let folder = try ScratchFolder()
    let hook = HookScene.shell("sleep 3600 & echo $! > \(folder.path("child")); exit 0")
    #expect(await HookScene.ask(hook) == .passed)
    try await folder.waitForEnd(ofProcessIn: "child")
  }

  @Test func `100 MB on both outputs are read and let go`() async {
    let flood = "yes many | head -c 100000000"
    #expect(await HookScene.ask(HookScene.shell("\(flood); \(flood) >&2")) == .passed)
    #expect(await HookScene.reason(HookScene.shell("\(flood) >&2; exit 1")) == "many")
    var kept = KeptOutput()
    for _ in 0..<3 { kept.append([UInt8](repeating: 65, count: 40_000)) }
    #expect(kept.bytes.count == KeptOutput.limit)
  }

  @Test func `a hook that never stops writing times out`() async {
    let hook = HookScene.shell("yes >&2", timeout: .seconds(1))
    #expect(await HookScene.reason(hook) == "no answer within 1s")
  }

  @Test func `a hook need not read its input, and may read a large one`() async throws {
    let folder = try ScratchFolder()
    let name = String(repeating: "m", count: 1_000_000)
    let hooks = [
      HookScene.shell("exec 0<&-; exit 0"), HookScene.shell("exit 0"),
      HookScene.shell("wc -c > \(folder.path("count"))"),
    ]
    let verdict = await HookRunner(logger: RecordedLog().logger).ask(
      HookScene.pending(), hooks: hooks, attempt: 1, migration: name)
    #expect(verdict == .passed)
    #expect(try #require(Int(folder.text("count"))) > 1_000_000)
  }

  @Test func `a hook sees PATH and HOME, and no descriptor of ours`() async throws {
    let folder = try ScratchFolder()
    // A variable is not set here: it would take the environment from under other threads.
    let open = fopen("/dev/null", "r")
    defer { open.map { _ = fclose($0) } }
    let hook = HookScene.shell(
      "env | cut -d= -f1 > \(folder.path("names")); ls /proc/$$/fd > \(folder.path("open"))")
    #expect(await HookScene.ask(hook) == .passed)
    // PWD and the like are the shell's own.
    let names = Set(try folder.text("names").split(separator: "\n").map(String.init))
    #expect(names.contains("PATH"))
    #expect(names.subtracting(["PATH", "HOME", "PWD", "OLDPWD", "SHLVL", "_"]) == [])
    let numbers = Set(try folder.text("open").split(separator: "\n").map(String.init))
    // The shell keeps its own 1 elsewhere while it redirects.
    #expect(numbers.isSuperset(of: ["0", "1", "2"]))
    #expect(numbers.subtracting(["0", "1", "2", "10"]) == [])
  }

  @Test func `a hook inherits nothing that another thread opens while it starts`() async throws {
    let folder = try ScratchFolder()
    try await withThrowingTaskGroup { group in
      group.addTask {
        while !Task.isCancelled {
          var ends = (0..<8).map { _ in dup(1) }
          await Task.yield()
          while let end = ends.popLast() { close(end) }
        }
      }
      defer { group.cancelAll() }
      for _ in 0..<100 {
        let hook = HookScene.shell("ls /proc/$$/fd > \(folder.path("open"))")
        #expect(await HookScene.ask(hook) == .passed)
        let numbers = Set(try folder.text("open").split(separator: "\n").map(String.init))
        #expect(numbers.subtracting(["0", "1", "2", "10"]) == [])
      }
    }
  }

  @Test func `hooks are asked in order and the first objection ends it`() async throws {
    let folder = try ScratchFolder()
    let log = folder.path("log")
    let verdict = await HookScene.ask(
      HookScene.shell("echo a >> \(log)", name: "a"),
      HookScene.shell("echo b >> \(log); exit 1", name: "b"),
      HookScene.shell("echo c >> \(log)", name: "c"))
    #expect(
      verdict
        == .vetoed(hook: "b", reason: "exit code 1, and nothing on standard error"))
    #expect(try folder.text("log") == "a\nb")
  }

  @Test func `a pending advance's hook that the plan lacks is a veto, and no hooks pass`() async {
    let runner = HookRunner(logger: RecordedLog().logger)
    let missing = await runner.ask(
      HookScene.pending(["gone"]), hooks: [HookScene.shell("exit 0")], attempt: 1, migration: "m")
    #expect(missing == .vetoed(hook: "gone", reason: "the plan has no hook of this name"))
    let none = await runner.ask(HookScene.pending(), hooks: [], attempt: 1, migration: "m")
    #expect(none == .passed)
  }

  @Test func `a cancelled task ends its hook`() async throws {
    let folder = try ScratchFolder()
    let hook = HookScene.shell("echo $$ > \(folder.path("self")); exec sleep 3600")
    let task = Task { await HookScene.reason(hook) }
    while (try? folder.text("self"))?.isEmpty != false, !Task.isCancelled { await Task.yield() }
    task.cancel()
    #expect(await task.value == "cancelled before there was an answer")
    try await folder.waitForEnd(ofProcessIn: "self")
    let late = Task { () -> String? in
      while !Task.isCancelled { await Task.yield() }
      return await HookScene.reason(hook)
    }
    late.cancel()
    #expect(await late.value == "cancelled before there was an answer")
  }

  @Test func `after a step every hook runs, whatever the others say`() async throws {
    let folder = try ScratchFolder()
    let recorded = RecordedLog()
    let step = HookStep(.afterRollback, migration: "m", attempt: 2, stage: "canary-5")
    await HookRunner(logger: recorded.logger).run(
      [
        HookScene.shell("echo broken >&2; exit 1", name: "first"),
        HookScene.shell("cat > \(folder.path("step")); echo hello", name: "second"),
      ], step: step)
    #expect(
      try folder.text("step")
        == #"{"attempt":2,"from":null,"migration":"m","mode":null,"moment":"afterRollback","#
        + #""schemaVersion":1,"stage":"canary-5","to":null}"#)
    #expect(recorded.lines.count == 3)
    #expect(recorded.lines[0].hasPrefix("warning | the hook failed: broken | hook=first"))
    #expect(recorded.lines[2].hasPrefix("debug | the hook says: hello | hook=second"))
  }
}
