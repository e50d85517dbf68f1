interface Point {
  readonly at: string
  readonly score: number
}

/** The last score, and how it has changed from what it was about a week before it; null where it was nothing then. */
export function scoreNow(points: readonly Point[]): { readonly score: number | null; readonly change: number | null } {
  const last = points.at(-1)
  if (!last) return { score: null, change: null }
  const week = Date.parse(last.at) - 7 * 24 * 3_600_000
  const before = points.findLast(({ at }) => Date.parse(at) <= week) ?? points.at(-2)
  return { score: last.score, change: before === undefined ? null : last.score - before.score }
}

/** 0.953 → 95.3; 1 → 100. A score that is nearly full is not rounded up to it. */
export function scoreText(score: number): string {
  const text = (Math.floor(score * 1000 + 1e-9) / 10).toFixed(1)
  return text.replace(/\.0$/, '')
}

/** +1.2, −0.4, ±0: points of a hundred. */
export function changeText(change: number): string {
  const points = Math.round(change * 1000) / 10
  if (points === 0) return '±0'
  return points > 0 ? `+${points.toFixed(1)}` : `−${Math.abs(points).toFixed(1)}`
}
