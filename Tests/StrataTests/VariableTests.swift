import Strata
import Testing

@Suite struct VariableTests {
  @Test func aTensorReadEarlierKeepsItsValue() throws {
    let variable = Variable(Tensor([1, 2] as [Float]))
    let before = variable.value
    let step = compiled { (x: Tensor) in
      variable.value = variable.value + x
      return variable.value.sum()
    }
    #expect(try step(Tensor([10, 20] as [Float])).scalar(as: Float.self) == 33)
    #expect(try step(Tensor([100, 200] as [Float])).scalar(as: Float.self) == 333)
    #expect(before.scalars(as: Float.self) == [1, 2])
    #expect(variable.value.scalars(as: Float.self) == [111, 222])
  }

  @Test func theTensorAssignedIsNotWrittenLater() throws {
    let variable = Variable(Tensor.zeros([2]))
    let mine = Tensor([5, 6] as [Float])
    variable.value = mine
    let double = compiled { (x: Tensor) in
      variable.value = variable.value * x
      return x
    }
    _ = try double(Tensor(2 as Float))
    #expect(mine.scalars(as: Float.self) == [5, 6])
    #expect(variable.value.scalars(as: Float.self) == [10, 12])
  }

  @Test func valuesCanBeExchanged() throws {
    let a = Variable(Tensor([1, 2, 3] as [Float]))
    let b = Variable(Tensor([4, 5, 6] as [Float]))
    let exchange = compiled { (x: Tensor) in
      (a.value, b.value) = (b.value, a.value)
      return x
    }
    for round in 1...3 {
      _ = try exchange(Tensor(0 as Float))
      let (first, second): ([Float], [Float]) =
        round % 2 == 1 ? ([4, 5, 6], [1, 2, 3]) : ([1, 2, 3], [4, 5, 6])
      #expect(a.value.scalars(as: Float.self) == first)
      #expect(b.value.scalars(as: Float.self) == second)
    }
  }

  @Test func oneVariableCanFollowAnother() throws {
    let online = Variable(Tensor([1, 2] as [Float]))
    let target = Variable(Tensor([0, 0] as [Float]))
    let follow = compiled { (x: Tensor) in
      target.value = online.value
      online.value = online.value + x
      return x
    }
    _ = try follow(Tensor(1 as Float))
    #expect(target.value.scalars(as: Float.self) == [1, 2])
    #expect(online.value.scalars(as: Float.self) == [2, 3])
    _ = try follow(Tensor(1 as Float))
    #expect(target.value.scalars(as: Float.self) == [2, 3])
  }

  @Test func aWrongShapeIsRefused() {
    let variable = Variable(Tensor.zeros([2]), name: "w")
    #expect(throws: StrataError.weightShape(weight: "w", expected: [2], found: [3])) {
      try variable.assign(Tensor.ones([3]))
    }
    #expect(variable.value.scalars(as: Float.self) == [0, 0])
  }
}
