import Foundation
import Testing

/// The style, as far as a program can tell it.
@Suite struct Tidiness {
  private static let root = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  private static func files(_ folder: String, _ suffix: String) -> [URL] {
    let walk = FileManager.default.enumerator(
      at: root.appending(path: folder), includingPropertiesForKeys: nil)
    return (walk?.allObjects as? [URL] ?? []).filter { $0.path.hasSuffix(suffix) }
  }

  private static func text(_ file: URL) throws -> String {
    try String(contentsOf: file, encoding: .utf8)
  }

  @Test func `no source file has more than 400 lines`() throws {
    let files = Self.files("Sources", ".swift")
    #expect(files.count > 100)
    for file in files {
      let count = try Self.text(file).split(separator: "\n", omittingEmptySubsequences: false).count
      #expect(count <= 401, "\(file.lastPathComponent): split it by what it does")
    }
  }

  @Test(arguments: [
    "try!", " as! ", "@unchecked Sendable", "nonisolated(unsafe)", "TO" + "DO", "FIX" + "ME",
    "fatalError(",
  ])
  func `sources do without`(_ word: String) throws {
    for file in Self.files("Sources", ".swift") {
      #expect(try !Self.text(file).contains(word), "\(file.lastPathComponent) contains \(word)")
    }
  }

  @Test func `no folder or file is a drawer for everything`() {
    let drawers = ["Utils", "Utilities", "Helpers", "Common", "Misc", "Extensions", "Manager"]
    for file in Self.files("Sources", ".swift") {
      for part in file.pathComponents.suffix(3) {
        #expect(!drawers.contains(part.replacingOccurrences(of: ".swift", with: "")))
      }
    }
  }

  @Test func `the README's module table lists the package's modules`() throws {
    let manifest = try Self.text(Self.root.appending(path: "Package.swift"))
    let modules = manifest.matches(of: /\.(?:executableT|t)arget\(\s*name: "([^"]+)"/)
      .map { String($0.output.1) }.filter {
        ![
          "TestKit", "ChainKit", "FaultProxy", "chaos", "CoreSimulation", "simulate",
          "RecordsCrasher", "MigrationVoyage",
        ].contains($0)
      }
    #expect(modules.count >= 14)
    let readme = try Self.text(Self.root.appending(path: "README.md"))
    for module in modules {
      #expect(readme.contains("| `\(module)` |"), "no row for \(module)")
    }
  }

  @Test func `every file that decisions and documents link to exists`() throws {
    let pages =
      [Self.root.appending(path: "README.md"), Self.root.appending(path: "ARCHITECTURE.md")]
      + Self.files("docs", ".md")
    for page in pages {
      for match in try Self.text(page).matches(of: /\]\(([^)#:\s]+)(?:#[^)]*)?\)/) {
        let target = page.deletingLastPathComponent().appending(path: String(match.output.1))
        #expect(
          FileManager.default.fileExists(atPath: target.path),
          "\(page.lastPathComponent) links to \(match.output.1)")
      }
    }
  }
}
