import type { PostgresPart } from './postgres-access.ts'

/** A run of pages of one part, to before a page, or to its end however far that is by now. */
export interface PageRange {
  readonly oid: string
  readonly from: number
  readonly to: number | undefined
}

/** At most so many runs of pages, that begin at equal distances over all parts together and meet each other. */
export function pageRanges(parts: readonly PostgresPart[], places: number): readonly PageRange[] {
  const filled = parts.filter(({ pages }) => pages > 0)
  const all = filled.reduce((sum, { pages }) => sum + pages, 0)
  const step = Math.max(1, all / places)
  const ranges: PageRange[] = []
  let before = 0
  for (const { oid, pages } of filled) {
    // A part that no place falls into has one of its own, as long as there are not more parts than places.
    const first = Math.ceil(before / step) * step - before
    const starts: number[] = first < pages || filled.length > places ? [] : [0]
    for (let at = first; at < pages; at += step) starts.push(Math.floor(at))
    starts.forEach((from, at) => {
      ranges.push({ oid, from, to: starts[at + 1] })
    })
    before += pages
  }
  return ranges
}
