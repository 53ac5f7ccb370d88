import Foundation
import Testing

@testable import Strata

extension Trait where Self == ConditionTrait {
  /// XLA's own engine for the processor stands for all devices with a plugin.
  static var needsXLA: Self {
    .enabled(if: (try? withDevice(.xla) {}) != nil, "no PJRT plugin for the CPU is installed")
  }
}

@Suite("Devices")
struct DeviceTests {
  @Test("have names that can be read back")
  func names() {
    for device in [Device.cpu, .xla, .xla(3), .gpu(), .gpu(3), .tpu(1), .dataParallel([.gpu(0), .gpu(2)])] {
      #expect(Device(name: device.description) == device)
    }
    #expect(Device(name: "gpu") == .gpu(0))
    #expect(Device(name: "xla:0") == .xla)
    #expect(Device(name: "xla:0,xla:1") == .dataParallel([.xla(0), .xla(1)]))
    let mesh = DeviceMesh(["batch": 1, "model": 2], devices: [.gpu(0), .gpu(1)])
    #expect(Device.modelParallel(mesh, layout: [:]).description == "gpu:0,gpu:1 as batch 1 × model 2")
    for name in ["", "CPU", "cpu:0", "gpu:", "gpu:-1", "gpu:x", "gpu:0:1", "abacus", "xla,", "xla,y"] {
      #expect(Device(name: name) == nil, "\(name)")
    }
  }

  @Test("one that is not there is an error, before anything is done")
  func unavailable() throws {
    var isDone = false
    #expect {
      try withDevice(.tpu(77)) { isDone = true }
    } throws: { error in
      "\(error)".hasPrefix("the device tpu:77 cannot be used: ")
    }
    #expect(!isDone)
    #expect(Device.current == .cpu)
  }

  @Test("tensors of one are used on another", .needsXLA)
  func tensors() throws {
    let x = Tensor([1, 2, 3, 4] as [Float], shape: [2, 2])
    let there = try withDevice(.xla) { matmul(x, x) + 1 }
    #expect(there.scalars() == [8, 11, 16, 23] as [Float])
    #expect((there - x).scalars() == [7, 9, 13, 19] as [Float])
    let product = compiled { (y: Tensor) in y * there }
    #expect(try product(x).scalars() == [8, 22, 48, 92] as [Float])
    #expect(try withDevice(.xla) { try product(x).scalars() } == [8, 22, 48, 92] as [Float])
  }

  @Test("variables move between them, and tensors read from variables stay as they were", .needsXLA)
  func variables() throws {
    let weight = Variable(Tensor([1, 2] as [Float]))
    let double = compiled { (x: Tensor) -> Tensor in
      weight.value = weight.value * 2
      return weight.value + x
    }
    let one = Tensor([1, 1] as [Float])
    #expect(try withDevice(.xla) { try double(one).scalars() } == [3, 5] as [Float])
    let kept = weight.value
    #expect(try withDevice(.xla) { try double(one).scalars() } == [5, 9] as [Float])
    #expect(kept.scalars() == [2, 4] as [Float])
    #expect(try double(one).scalars() == [9, 17] as [Float])
    #expect(try withDevice(.xla) { try double(one).scalars() } == [17, 33] as [Float])
    #expect(weight.value.scalars() == [16, 32] as [Float])
    weight.value = Tensor([0.5, 0.25] as [Float])
    #expect(try withDevice(.xla) { try double(one).scalars() } == [2, 1.5] as [Float])
  }

  @Test("a profile is there for the cpu only", .needsXLA)
  func profiles() throws {
    #expect(throws: StrataError.self) {
      try withDevice(.xla) { try profile([Tensor([1, 2] as [Float])]) { [$0[0] + 1] } }
    }
  }
}
