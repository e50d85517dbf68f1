/** Coefficients, the first of them constant, of the sum that comes nearest to `y`; undefined where columns say the same. */
export function leastSquares(columns: readonly Float64Array[], y: Float64Array): Float64Array | undefined {
  const size = columns.length + 1
  const means = columns.map(meanOf)
  const scales = columns.map((column, i) => Math.sqrt(varianceOf(column, means[i]!)) || 1)
  const meanY = meanOf(y)
  const at = (column: number, row: number): number => (columns[column]![row]! - means[column]!) / scales[column]!
  const matrix = Array.from({ length: size - 1 }, () => new Float64Array(size))
  for (let row = 0; row < y.length; row++) {
    for (let i = 0; i < size - 1; i++) {
      const left = at(i, row)
      const line = matrix[i]!
      for (let j = i; j < size - 1; j++) line[j] = line[j]! + left * at(j, row)
      line[size - 1] = line[size - 1]! + left * (y[row]! - meanY)
    }
  }
  for (let i = 0; i < size - 1; i++) {
    for (let j = 0; j < i; j++) matrix[i]![j] = matrix[j]![i]!
    matrix[i]![i] = matrix[i]![i]! + 1e-9 * y.length
  }
  const solved = solve(matrix)
  if (solved === undefined) return undefined
  const out = new Float64Array(size)
  let start = meanY
  solved.forEach((value, i) => {
    out[i + 1] = value / scales[i]!
    start -= out[i + 1]! * means[i]!
  })
  out[0] = start
  return out
}

function solve(matrix: readonly Float64Array[]): Float64Array | undefined {
  const size = matrix.length
  const rows = [...matrix]
  for (let column = 0; column < size; column++) {
    let best = column
    for (let row = column + 1; row < size; row++)
      if (Math.abs(rows[row]![column]!) > Math.abs(rows[best]![column]!)) best = row
    const pivot = rows[best]!
    if (Math.abs(pivot[column]!) < 1e-9) return undefined
    rows[best] = rows[column]!
    rows[column] = pivot
    for (let row = 0; row < size; row++) {
      if (row === column) continue
      const factor = rows[row]![column]! / pivot[column]!
      if (factor === 0) continue
      for (let j = column; j <= size; j++) rows[row]![j] = rows[row]![j]! - factor * pivot[j]!
    }
  }
  return Float64Array.from(rows, (line, i) => line[size]! / line[i]!)
}

export function meanOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return values.length === 0 ? 0 : sum / values.length
}

export function varianceOf(values: Float64Array, mean = meanOf(values)): number {
  let sum = 0
  for (const value of values) sum += (value - mean) ** 2
  return values.length === 0 ? 0 : sum / values.length
}
