/** Takes a number apart, as minutes and hours are taken apart: the last base is the fastest. */
export function split(index: number, ...bases: readonly number[]): number[] {
  const parts = new Array<number>(bases.length)
  let rest = index
  for (let i = bases.length - 1; i >= 0; i--) {
    const next = Math.floor(rest / bases[i]!)
    parts[i] = rest - next * bases[i]!
    rest = next
  }
  return parts
}

export function pad(value: number, width: number): string {
  return String(value).padStart(width, '0')
}
