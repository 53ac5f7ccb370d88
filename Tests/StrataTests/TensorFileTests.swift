import Foundation
import Strata
import Testing

@Suite struct TensorFileTests {
  private func path(_ name: String) -> String {
    FileManager.default.temporaryDirectory.appending(path: "strata-\(UUID().uuidString)-\(name)")
      .path(percentEncoded: false)
  }

  @Test func npyComesBackBitForBit() throws {
    let file = path("x.npy")
    let x = Tensor((0..<24).map { Double($0) / 7 }, shape: [2, 3, 4])
    try x.write(to: file)
    let read = try Tensor(contentsOf: file)
    #expect(read.shape == [2, 3, 4])
    #expect(read.scalars(as: Double.self) == x.scalars())
  }

  @Test func csvIsATableOfFloats() throws {
    let file = path("x.csv")
    try Data("height,weight\n1.5,2\n-3,4e2\n".utf8).write(to: URL(filePath: file))
    let table = try Tensor(contentsOf: file)
    #expect(table.shape == [2, 2])
    #expect(table.scalars(as: Float.self) == [1.5, 2, -3, 400])
  }

  @Test(arguments: ["1,2\n3\n", "1,2\n3,x\n", ""]) func brokenTablesAreReported(text: String) throws {
    let file = path("broken.csv")
    try Data(text.utf8).write(to: URL(filePath: file))
    let error = #expect(throws: StrataError.self) { try Tensor(contentsOf: file) }
    #expect(try #require(error).description.contains("broken.csv"))
  }

  @Test func unknownExtensionsAreReported() {
    #expect(throws: StrataError.self) { try Tensor(contentsOf: path("x.pickle")) }
    #expect(throws: StrataError.self) { try Tensor.ones([2]).write(to: path("x.csv")) }
  }

  @Test func raggedSamplesAreReported() throws {
    let error = #expect(throws: StrataError.self) { try Tensor(samples: [[1, 2], [3]] as [[Float]]) }
    #expect(try #require(error).description.contains("sample 1 has 1 numbers"))
    #expect(throws: StrataError.self) { try Tensor(samples: [] as [[Float]]) }
    #expect(try Tensor(samples: [[1, 2], [3, 4]] as [[Float]]).scalars(as: Float.self) == [1, 2, 3, 4])
  }
}
