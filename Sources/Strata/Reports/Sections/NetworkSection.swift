extension Report {
  var networkSection: ReportSection? {
    ReportSection(
      title: "The network",
      explanation:
        "What an input passes through, from top to bottom. Parameters are the numbers inside a layer; "
        + "training changes those that are trainable.",
      contents: unbuilt.map { [.note($0)] + [table] } ?? [table])
  }

  private var unbuilt: String? {
    layers.allSatisfy(\.isBuilt)
      ? nil
      : "The model is not built, so it has no weights yet: put Input(shape:) first, call build(inputShape:), or call "
        + "it on data."
  }

  private var table: ReportSection.Content {
    .table(
      ReportTable(
        columns: [
          .init(title: "layer", isText: true), .init(title: "kind", isText: true),
          .init(title: "output shape", isText: true), .init(title: "parameters"),
          .init(title: "trainable"),
        ],
        rows: layers.map { layer in
          [
            layer.name, layer.className, layer.outputShape?.kerasDescription ?? "?",
            layer.isBuilt ? groupedDigits(layer.parameterCount) : "not built",
            groupedDigits(layer.trainableCount),
          ]
        }))
  }
}
