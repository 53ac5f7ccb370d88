/// The rows about operations of one kind.
public struct ConformanceFamily: Sendable, CustomStringConvertible {
  /// What the programs are about.
  public let name: String
  /// The programs with their inputs.
  public let rows: [ConformanceRow]

  /// The name, in test reports.
  public var description: String { name }
}

/// Programs that cover every operation with the variety of its attributes and types.
public let conformanceFamilies = [
  ConformanceFamily(name: "sources", rows: sourceRows),
  ConformanceFamily(name: "unary operations", rows: unaryRows),
  ConformanceFamily(name: "binary operations", rows: binaryRows),
  ConformanceFamily(name: "comparisons and choices", rows: choiceRows),
  ConformanceFamily(name: "conversions", rows: conversionRows),
  ConformanceFamily(name: "shapes", rows: shapeRows),
  ConformanceFamily(name: "gathers and scatters", rows: indexingRows),
  ConformanceFamily(name: "dot products", rows: dotRows),
  ConformanceFamily(name: "convolutions", rows: convolutionRows),
  ConformanceFamily(name: "reductions", rows: reductionRows),
  ConformanceFamily(name: "windows", rows: windowRows),
  ConformanceFamily(name: "sorts", rows: sortRows),
  ConformanceFamily(name: "recurrences", rows: scanRows),
  ConformanceFamily(name: "whole programs", rows: programRows),
  ConformanceFamily(name: "large tensors", rows: largeRows),
]

/// The rows of all families.
public let conformanceRows = conformanceFamilies.flatMap(\.rows)
