import Foundation
import Migration

/// A plan is read, or every problem is told; what is read is read again as it is written, in each
/// of its forms.
let planTarget: FuzzTarget = { input in
  let text = String(decoding: input, as: UTF8.self)
  let (plan, problems) = MigrationPlan.validate(text)
  expect((plan == nil) == !problems.isEmpty, "neither a plan nor a problem, or both")
  for problem in problems {
    expect(!problem.reason.isEmpty, "a problem without words")
    expect((1...YAMLLines.count(text)).contains(problem.line ?? 1), "line \(problem.line ?? 0)")
  }
  guard let plan else { return }
  let again = MigrationPlan.validate(written(plan))
  expect(again.plan == plan, "a plan is not read as it was written: \(again.problems)")
  // As another system's editor saves it; what is in a plan holds no line's end.
  let saved = MigrationPlan.validate(plan.yaml.replacing("\n", with: "\r\n"))
  expect(saved.plan == plan, "a plan with other line ends is another one: \(saved.problems)")
  guard let json = try? JSONEncoder().encode(plan) else { fatalError("a plan has no JSON") }
  let decoded = try? JSONDecoder().decode(MigrationPlan.self, from: json)
  expect(decoded == plan, "a plan's JSON is another plan's")
  expect(!PlanOutline(plan).lines.isEmpty, "a plan has no outline")
  checkKey(plan, number: input.count)
}

private func written(_ plan: MigrationPlan) -> String {
  // As a writer would that knows ASCII only.
  planted(plan.yaml) { yaml in
    String(String.UnicodeScalarView(yaml.unicodeScalars.map { $0.isASCII ? $0 : "?" }))
  }
}

/// Setting a key to the value that it is listed with changes nothing.
private func checkKey(_ plan: MigrationPlan, number: Int) {
  let values = plan.values.filter { !$0.value.hasPrefix("[") }
  let (path, value) = values[number % values.count]
  expect(plan.value(at: path) == value, "\(path) has another value than it is listed with")
  let (again, problems) = plan.setting(path, to: value)
  expect(again == plan, "\(path) cannot be set to its own value: \(problems)")
}
