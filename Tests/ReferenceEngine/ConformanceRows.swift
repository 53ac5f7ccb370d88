/// Programs that cover every operation with the variety of its attributes and types.
public let conformanceRows: [ConformanceRow] =
  sourceRows + unaryRows + binaryRows + choiceRows + conversionRows + shapeRows + indexingRows + dotRows
  + convolutionRows + reductionRows + windowRows + sortRows + programRows
