/**
 * How well a text is meant by what somebody types: 0 is not at all. Each word typed must begin a word of it, or stand in
 * it; the beginning of the whole is best.
 */
export function matchOf(typed: string, text: string): number {
  const wanted = wordsOf(typed)
  if (wanted.length === 0) return 1
  const known = wordsOf(text)
  const whole = known.join(' ')
  let sum = 0
  for (const word of wanted) {
    const at = known.findIndex((one) => one.startsWith(word))
    if (at >= 0) sum += 3 - Math.min(at, 5) / 5
    else if (whole.includes(word)) sum += 1
    else return 0
  }
  return sum / wanted.length + (whole.startsWith(wanted.join(' ')) ? 1 : 0)
}

/** Those that are meant, the best first; as they stood where they are as good. */
export function matching<Entry>(typed: string, entries: readonly Entry[], textOf: (entry: Entry) => string): Entry[] {
  return entries
    .map((entry, at) => ({ entry, at, match: matchOf(typed, textOf(entry)) }))
    .filter(({ match }) => match > 0)
    .sort((a, b) => b.match - a.match || a.at - b.at)
    .map(({ entry }) => entry)
}

function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== '')
}
