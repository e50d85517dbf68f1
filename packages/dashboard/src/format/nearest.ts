/** The name that is closest to what was written, where one is close: by the number of letters to change. */
export function nearest(written: string, names: readonly string[]): string | undefined {
  const wanted = written.toLowerCase()
  const limit = Math.max(2, Math.ceil(wanted.length / 3))
  let best: { readonly name: string; readonly far: number } | undefined
  for (const name of names) {
    const low = name.toLowerCase()
    const far = low.startsWith(wanted) || (low !== '' && wanted.startsWith(low)) ? 0.5 : distance(wanted, low)
    if (far <= limit && far < (best?.far ?? Number.POSITIVE_INFINITY)) best = { name, far }
  }
  return best?.name
}

function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (const [i, letter] of [...a].entries()) {
    const next = [i + 1]
    for (const [j, other] of [...b].entries()) {
      const swapped = (row[j] ?? 0) + (letter === other ? 0 : 1)
      next.push(Math.min(swapped, (row[j + 1] ?? 0) + 1, (next[j] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}
