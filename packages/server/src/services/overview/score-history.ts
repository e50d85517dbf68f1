interface Scored {
  readonly dataset: string
  readonly score: number | null
  readonly at: string | null
}

export interface ScorePoint {
  readonly at: string
  readonly score: number
}

/**
 * How good the data of a team is, over time: after each check the mean of the last scores of all its datasets. `runs` from
 * the newest on, as they are listed; the points from the oldest on.
 */
export function scoreHistory(runs: readonly Scored[], most: number): ScorePoint[] {
  const last = new Map<string, number>()
  const points: ScorePoint[] = []
  for (const { dataset, score, at } of runs.toReversed()) {
    if (score === null || at === null) continue
    last.set(dataset, score)
    points.push({ at, score: [...last.values()].reduce((sum, one) => sum + one, 0) / last.size })
  }
  return points.slice(-most)
}
