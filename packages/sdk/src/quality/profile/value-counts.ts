import type { ValueCount } from './data-profile.ts'

/** How often each value stood there, as long as they are few. */
export class ValueCounts {
  private readonly most: number
  private counts: Map<string | number | boolean, number> | undefined = new Map()

  constructor(most: number) {
    this.most = most
  }

  get given(): boolean {
    return this.counts !== undefined
  }

  add(value: string | number | boolean): void {
    const { counts } = this
    if (counts === undefined) return
    const before = counts.get(value)
    if (before === undefined && counts.size >= this.most) this.counts = undefined
    else counts.set(value, (before ?? 0) + 1)
  }

  /** The most frequent first; undefined where there were too many. */
  end(): readonly ValueCount[] | undefined {
    return (
      this.counts &&
      [...this.counts]
        .map(([value, count]) => ({ value, count }))
        .sort((a, b) => b.count - a.count || (String(a.value) < String(b.value) ? -1 : 1))
    )
  }
}
