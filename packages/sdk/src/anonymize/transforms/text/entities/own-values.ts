import type { Span } from './span.ts'

/** So short a value could stand anywhere. */
const SHORTEST = 2
/** Of a value of several words each that has so many letters is looked for as well. */
const SHORTEST_WORD = 3

/** Where a value of the row stands in the text: whole, and word by word; `part` says which word of how many. */
export interface OwnPart {
  readonly column: string
  readonly value: string
  readonly part: number | undefined
}

export function findOwnValues(text: string, column: string, value: string): readonly Span<OwnPart>[] {
  const whole = value.trim()
  if (whole.length < SHORTEST) return []
  const spans = placesOf(text, whole).map((place) => ({ ...place, of: { column, value, part: undefined } }))
  const words = whole.split(/\s+/u)
  if (words.length < 2 || !/^[\p{L}\p{M}\s'’.-]+$/u.test(whole)) return spans
  const inner = words.flatMap((one, part) =>
    [...one].length < SHORTEST_WORD
      ? []
      : placesOf(text, one).map((place) => ({ ...place, of: { column, value, part } })),
  )
  return [...spans, ...inner]
}

/** Letters of either case; a place inside of a longer word is none. */
function placesOf(text: string, wanted: string): { readonly start: number; readonly end: number }[] {
  const [low, find] = [text.toLowerCase(), wanted.toLowerCase()]
  const isSame = low.length === text.length && find.length === wanted.length
  const [where, what] = isSame ? [low, find] : [text, wanted]
  const places: { start: number; end: number }[] = []
  for (let start = where.indexOf(what); start !== -1; start = where.indexOf(what, start + what.length)) {
    const end = start + what.length
    if (isEdge(text, start) && isEdge(text, end)) places.push({ start, end })
  }
  return places
}

/** Whether a word may begin or end here: not between two letters or digits. */
function isEdge(text: string, at: number): boolean {
  const isWord = (sign: string | undefined) => sign !== undefined && /[\p{L}\p{N}]/u.test(sign)
  return !(isWord(text[at - 1]) && isWord(text[at]))
}
