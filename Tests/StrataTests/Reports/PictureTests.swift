import Foundation
import Testing

@testable import Strata

@Suite("Pictures of tensors")
struct PictureTests {
  @Test("Numbers become shades of grey between the smallest and the largest")
  func gray() throws {
    let picture = try Picture(Tensor([[-1, 0], [1, .nan]] as [[Float]]))
    #expect((picture.width, picture.height) == (2, 2))
    #expect(picture.pixels == [0, 128, 255, 0])
    let clipped = try Picture(Tensor([[-5, 0.5, 9]] as [[Float]]), range: 0...1)
    #expect(clipped.pixels == [0, 128, 255])
  }

  @Test("Colours keep their channels")
  func colors() throws {
    let picture = try Picture(Tensor([0, 0.5, 1, 1, 0, 0] as [Float], shape: [1, 2, 3]))
    #expect(picture.color(row: 0, column: 0).css == "#0080ff")
    #expect(picture.color(row: 0, column: 1).css == "#ff0000")
  }

  @Test("Of weights, negative ones are orange, 0 is nearly white and positive ones are blue")
  func diverging() throws {
    let picture = try Picture(Tensor([[-2, 0, 2, 1]] as [[Float]]), map: .diverging)
    let colors = (0..<4).map { picture.color(row: 0, column: $0) }
    #expect(colors[0].red > colors[0].blue)
    #expect(colors[1].css == "#f7f7f7")
    #expect(colors[2].blue > colors[2].red)
    #expect(colors[3].red > colors[2].red)
    // The map spans as far to both sides, also if only one is there.
    let positive = try Picture(Tensor([[0, 3]] as [[Float]]), map: .diverging)
    #expect(positive.color(row: 0, column: 0).css == "#f7f7f7")
  }

  @Test("The ends of viridis are matplotlib's")
  func viridis() throws {
    let picture = try Picture(Tensor([[0, 1, 2]] as [[Float]]), map: .viridis)
    #expect(picture.color(row: 0, column: 0).css == "#440154")
    #expect(picture.color(row: 0, column: 1).css == "#21918c")
    #expect(picture.color(row: 0, column: 2).css == "#fde725")
  }

  @Test("A large picture is reduced by averaging blocks")
  func reduced() throws {
    let picture = try Picture(Tensor([[0, 1, 1, 1], [1, 0, 1, 1], [0, 0, 0, 1]] as [[Float]]))
    let small = picture.reduced(to: 2)
    #expect((small.width, small.height) == (2, 1))
    #expect(small.pixels == [128, 255])
    #expect(picture.reduced(to: 3) == picture)
    let colored = try Picture(Tensor.ones([10, 4, 3]), range: 0...1).reduced(to: 1)
    #expect(colored.pixels == [UInt8](repeating: 255, count: 6))
  }

  @Test("What is no picture is an error", arguments: [[4], [2, 2, 2], [1, 2, 2, 1], [0, 3]])
  func mistakes(_ shape: [Int]) {
    #expect(throws: StrataError.self) { try Picture(Tensor.zeros(shape)) }
  }

  @Test("A missing folder is an error that names the file")
  func missingFolder() throws {
    let path = "/nowhere/picture.png"
    do {
      try Picture(Tensor.zeros([1, 1])).write(to: path)
      Issue.record("nothing was thrown")
    } catch StrataError.file(let found, _) {
      #expect(found == path)
    }
  }
}

@Suite("Pictures of a convolution")
struct ConvolutionPictureTests {
  private func model(channels: Int, filters: Int, activation: ActivationFunction = .relu) throws -> Sequential
  {
    try Sequential(name: "seeing") {
      Input(shape: [4, 4, channels])
      Conv2D(filters, kernelSize: 2, activation: activation, name: "edges")
      Flatten()
      Dense(2)
    }
  }

  @Test("Filters show the sign of their weights, on one scale")
  func filters() throws {
    let model = try model(channels: 1, filters: 2)
    let layer = try #require(try model.layer("edges") as? Conv2D)
    try layer.kernel.assign(Tensor([4, 0, -4, 0, 0, 2, 0, 0] as [Float], shape: [2, 2, 1, 2]))
    let pictures = try layer.filterPictures()
    let strongest = pictures[0].color(row: 0, column: 0)
    #expect(strongest.css == "#053061")
    #expect(pictures[0].color(row: 0, column: 1).css == "#8f3b00")
    #expect(pictures[0].color(row: 1, column: 0).css == "#f7f7f7")
    // Half as large a weight is paler.
    #expect(pictures[1].color(row: 1, column: 0).css == "#4393c3")
  }

  @Test("Filters of colour pictures are in these colours")
  func coloredFilters() throws {
    let model = try model(channels: 3, filters: 1)
    let layer = try #require(try model.layer("edges") as? Conv2D)
    try layer.kernel.assign(
      Tensor([1, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0] as [Float], shape: [2, 2, 3, 1]))
    let picture = try layer.filterPictures()[0]
    #expect(picture.color(row: 0, column: 0).css == "#ff8000")
    #expect(picture.color(row: 1, column: 1).css == "#808080")
    #expect(try #require(try model.convolutionPictures(nil)).areColored)
  }

  @Test("Feature maps are the outputs of the layer")
  func maps() throws {
    let model = try model(channels: 1, filters: 2)
    let layer = try #require(try model.layer("edges") as? Conv2D)
    try layer.kernel.assign(Tensor.randomUniform([2, 2, 1, 2], seed: 6))
    let images = Tensor.randomUniform([3, 4, 4, 1], seed: 5)
    let output = try model.layers[0](images)
    let maps = try model.featureMaps(of: "edges", for: images[1])
    #expect(maps.count == 2)
    let numbers = output[1].doubles
    let brightest = try #require(numbers.indices.max { numbers[$0] < numbers[$1] })
    // [height, width, channel]
    let picture = maps[brightest % 2]
    #expect(picture.color(row: brightest / 6, column: brightest / 2 % 3).css == "#fde725")
    #expect(throws: StrataError.invalidData("the output of 'dense' is no picture: its shape is [1, 2]")) {
      let named = try Sequential {
        Input(shape: [4, 4, 1]); Flatten(); Dense(2, name: "dense")
      }
      _ = try named.featureMaps(of: "dense", for: images[0])
    }
  }

  @Test("Filters that never answer are found")
  func dead() throws {
    let model = try model(channels: 1, filters: 3)
    let layer = try #require(try model.layer("edges") as? Conv2D)
    try layer.kernel.assign(Tensor.ones([2, 2, 1, 3]))
    try layer.bias.assign(Tensor([0, -100, 0] as [Float]))
    let pictures = try model.convolutionPictures([Tensor.randomUniform([8, 4, 4, 1], seed: 5)])
    #expect(pictures?.deadFilters == [1])
    #expect(pictures?.featureMaps.count == 3)
    #expect(pictures?.sample?.width == 4)
  }

  @Test("A convolution within other layers is found, and channels may come first")
  func nested() throws {
    let inner = try Sequential(name: "inner") {
      Conv2D(2, kernelSize: 3, dataFormat: .channelsFirst, name: "deep")
    }
    let model = try Sequential {
      Input(shape: [1, 5, 6]); inner; Flatten(); Dense(1)
    }
    let pictures = try #require(try model.convolutionPictures([Tensor.randomUniform([2, 1, 5, 6], seed: 1)]))
    #expect(pictures.layerName == "deep")
    #expect(pictures.featureMaps.map { [$0.height, $0.width] } == [[3, 4], [3, 4]])
    #expect(pictures.sample.map { [$0.height, $0.width] } == [5, 6])
    let dense = try Sequential {
      Input(shape: [3]); Dense(1)
    }
    #expect(try dense.convolutionPictures(nil) == nil)
  }
}
