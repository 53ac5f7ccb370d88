/// Several steps in one.
final class CompositeStep: Step {
  private let steps: [Step]

  init(label: String, _ steps: [Step]) {
    self.steps = steps
    super.init(label: label, usesThreads: steps.contains { $0.usesThreads })
  }

  override func run(_ bases: UnsafePointer<UnsafeMutableRawPointer?>) {
    for index in steps.indices { steps[index].run(bases) }
  }
}
