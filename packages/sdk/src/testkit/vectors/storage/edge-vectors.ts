/** Components that a type may round, flush to zero, or have no room for. */
const edges = [0, -0.5, 1 / 3, 0.1, 1e-3, 1e-10, 12_345.678, 123_456.789, -1, 1, 65_504, 16_777_217]

/** Vectors that hold one such component each, and else none but small whole ones. */
export function edgeVectors(dimension: number): number[][] {
  return edges.map((edge, at) =>
    Array.from({ length: dimension }, (_, place) => (place === at % dimension ? edge : (place + at) % 3)),
  )
}
