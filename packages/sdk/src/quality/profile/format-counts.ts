import type { TextProfile } from './data-profile.ts'
import { type RecognizedFormat, recognizedFormats } from './recognized-formats.ts'

/** After so many values only formats that at least half of them are of are looked for any further. */
const tried = 100

/** How many values are of each named format. */
export class FormatCounts {
  private open: readonly { readonly format: RecognizedFormat; count: number }[] = recognizedFormats.map((format) => ({
    format,
    count: 0,
  }))
  private n = 0

  add(text: string): void {
    if (this.open.length === 0) return
    this.n++
    for (const one of this.open) if (one.format.holds(text)) one.count++
    if (this.n === tried) this.open = this.open.filter(({ count }) => count * 2 >= tried)
  }

  /** Those that at least half of the values are of, the most frequent first. */
  end(): TextProfile['formats'] {
    const { n } = this
    return this.open
      .filter(({ count }) => count > 0 && count * 2 >= n)
      .map(({ format, count }) => ({ format: format.name, count, n }))
      .sort((a, b) => b.count - a.count)
  }
}
