/** The names that are closest to what was written, by the number of letters to change: for hints. */
export function nearest(written: string, names: Iterable<string>, most = 3): string[] {
  const wanted = written.toLowerCase()
  const limit = Math.max(2, Math.ceil(wanted.length / 3))
  const near = [...names]
    .map((name) => {
      const low = name.toLowerCase()
      const part = wanted.length > 2 && (low.includes(wanted) || wanted.includes(low))
      return { name, far: low.startsWith(wanted) ? 0.5 : part ? 1 : editDistance(wanted, low) }
    })
    .filter(({ far }) => far <= limit)
    .sort((a, b) => a.far - b.far || (a.name < b.name ? -1 : 1))
  const best = near[0]?.far ?? 0
  return near
    .filter(({ far }) => far <= best + 1)
    .slice(0, most)
    .map(({ name }) => name)
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const swap = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(swap, row[j]! + 1, next[j - 1]! + 1))
    }
    row = next
  }
  return row[b.length]!
}
