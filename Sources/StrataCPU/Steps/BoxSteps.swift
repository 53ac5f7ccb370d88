import CStrataKernels
import StrataGraph

/// A box of elements that is copied from one strided place to another.
private struct BoxCopy {
  var shape: [Int]
  var fromStrides: [Int]
  var toStrides: [Int]

  /// The C description, with axes merged that both sides walk alike.
  func description(_ dtype: DType) throws -> StrataBox {
    var merged = BoxCopy(shape: [], fromStrides: [], toStrides: [])
    for axis in shape.indices where shape[axis] != 1 {
      let last = merged.shape.count - 1
      if last >= 0, merged.fromStrides[last] == fromStrides[axis] * shape[axis],
        merged.toStrides[last] == toStrides[axis] * shape[axis]
      {
        merged.shape[last] *= shape[axis]
        merged.fromStrides[last] = fromStrides[axis]
        merged.toStrides[last] = toStrides[axis]
      } else {
        merged.shape.append(shape[axis])
        merged.fromStrides.append(fromStrides[axis])
        merged.toStrides.append(toStrides[axis])
      }
    }
    if merged.shape.isEmpty { merged = BoxCopy(shape: [1], fromStrides: [1], toStrides: [1]) }
    guard merged.shape.count <= Int(STRATA_MAXIMUM_RANK) else {
      throw EngineError("a tensor of \(shape) has too many axes")
    }
    var box = StrataBox()
    box.element_size = Int64(dtype.byteCount)
    box.rank = Int64(merged.shape.count)
    withUnsafeMutableBytes(of: &box.shape) { store(merged.shape, in: $0) }
    withUnsafeMutableBytes(of: &box.from_strides) { store(merged.fromStrides, in: $0) }
    withUnsafeMutableBytes(of: &box.to_strides) { store(merged.toStrides, in: $0) }
    return box
  }
}

extension Plan {
  /// A view of an operand with the operand's own axes.
  private func shapedView(_ operand: Int, of node: Int) -> View {
    let value = nodes[node].operands[operand]
    return view(of: value).reshaped(to: self[value].shape)!
  }

  func concatenatePlan(_ node: Int, axis: Int) throws -> KernelPlan {
    let type = nodes[node].types[0]
    let strides = rowMajorStrides(type.shape)
    var boxes: [(box: StrataBox, view: View, offset: Int)] = []
    var position = 0
    for operand in nodes[node].operands.indices {
      let view = shapedView(operand, of: node)
      if view.count > 0 {
        let copy = BoxCopy(shape: view.shape, fromStrides: view.strides, toStrides: strides)
        boxes.append((try copy.description(type.dtype), view, position * strides[axis]))
      }
      position += view.shape[axis]
    }
    return KernelPlan { addresses, _ in
      let steps = boxes.map { part in
        var box = part.box
        box.from = addresses.start(of: part.view, type.dtype)
        box.to = addresses[Value(node: node)].advanced(by: part.offset * type.dtype.byteCount)
        return KernelStep(label: "copy", box, strata_box_run)
      }
      return CompositeStep(label: "concatenate \(steps.count) to \(type.shape), axis \(axis)", steps)
    }
  }

  func dynamicSlicePlan(_ node: Int) throws -> KernelPlan {
    let type = nodes[node].types[0]
    let view = shapedView(0, of: node)
    let copy = BoxCopy(shape: type.shape, fromStrides: view.strides, toStrides: rowMajorStrides(type.shape))
    let box = try copy.description(type.dtype)
    return KernelPlan { addresses, _ in
      var box = withStarts(
        box, of: node, from: 1, room: view.shape, size: type.shape, view.strides, addresses)
      box.from = addresses.start(of: view, type.dtype)
      box.to = addresses[Value(node: node)]
      return KernelStep(label: "dynamicSlice \(type.shape) of \(view.shape)", box, strata_box_run)
    }
  }

  func dynamicUpdateSlicePlan(_ node: Int) throws -> KernelPlan {
    let type = nodes[node].types[0]
    let strides = rowMajorStrides(type.shape)
    let update = shapedView(1, of: node)
    let copy = BoxCopy(shape: update.shape, fromStrides: update.strides, toStrides: strides)
    let box = try copy.description(type.dtype)
    return KernelPlan { addresses, _ in
      let operand = address(0, of: node, addresses)
      let result = addresses[Value(node: node)]
      var box = withStarts(box, of: node, from: 2, room: type.shape, size: update.shape, strides, addresses)
      box.starts_in_result = true
      box.from = addresses.start(of: update, type.dtype)
      box.to = result
      var steps: [Step] = []
      if operand.base != result.base || operand.offset != result.offset {
        steps.append(CopyStep(from: operand, to: result, byteCount: type.byteCount))
      }
      if update.count > 0 { steps.append(KernelStep(label: "copy", box, strata_box_run)) }
      return CompositeStep(label: "dynamicUpdateSlice \(update.shape) of \(type.shape)", steps)
    }
  }

  /// Adds the starts of a slice, the operands from number `first` on.
  private func withStarts(
    _ box: StrataBox, of node: Int, from first: Int, room: [Int], size: [Int], _ strides: [Int],
    _ addresses: AddressBook
  ) -> StrataBox {
    var box = box
    let axes = room.indices
    box.start_count = Int64(room.count)
    withUnsafeMutableBytes(of: &box.start_limits) { store(axes.map { room[$0] - size[$0] }, in: $0) }
    withUnsafeMutableBytes(of: &box.start_strides) { store(strides, in: $0) }
    withUnsafeMutableBytes(of: &box.starts) { memory in
      for axis in axes {
        let start = address(first + axis, of: node, addresses)
        memory.storeBytes(
          of: start, toByteOffset: axis * MemoryLayout<StrataAddress>.stride, as: StrataAddress.self)
      }
    }
    return box
  }
}
