/** A part of a text that is masked by itself. */
export interface Span<Of> {
  readonly start: number
  readonly end: number
  readonly of: Of
}

/** Spans that do not overlap: whoever comes first keeps its place. */
export class Spans<Of> {
  readonly #spans: Span<Of>[] = []

  add(span: Span<Of>): void {
    const at = this.#place(span.start)
    const [before, after] = [this.#spans[at - 1], this.#spans[at]]
    const isFree =
      (before === undefined || before.end <= span.start) && (after === undefined || after.start >= span.end)
    if (isFree && span.start < span.end) this.#spans.splice(at, 0, span)
  }

  /** The text with each span changed. */
  changed(text: string, change: (of: Of, part: string) => string): string {
    let written = ''
    let at = 0
    for (const { start, end, of } of this.#spans) {
      written += text.slice(at, start) + change(of, text.slice(start, end))
      at = end
    }
    return written + text.slice(at)
  }

  get size(): number {
    return this.#spans.length
  }

  /** Where the first span stands that starts no earlier. */
  #place(start: number): number {
    let [low, high] = [0, this.#spans.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if (this.#spans[middle]!.start < start) low = middle + 1
      else high = middle
    }
    return low
  }
}
