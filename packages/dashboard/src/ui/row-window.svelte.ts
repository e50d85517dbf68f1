import { allRows, rowsInView } from './rows-in-view.ts'

const all = { first: 0, end: Number.POSITIVE_INFINITY }
/** Before it is known where the page is scrolled to: more than are in view of most. */
const top = { first: 0, end: 40 }

/** Which rows of a table are in the document: all of a short one, else those in view where the page is scrolled to. */
export class RowWindow {
  #shown = $state.raw(all)
  #look = () => {}
  #scrollTo = (_row: number) => {}
  /** As rows are on the average: they are hardly different. */
  rowHeight = $state(40)

  /** Called while a component starts. `body` holds the rows that are in the document. */
  constructor(count: () => number, body: () => HTMLTableSectionElement | undefined) {
    if (count() > allRows) this.#shown = top
    $effect(() => {
      const [rows, within] = [count(), body()]
      const box = within?.closest('[data-scroll]')
      if (!within || !box || rows <= allRows) {
        this.#shown = all
        return
      }
      const aboveView = () => box.getBoundingClientRect().top - within.getBoundingClientRect().top
      const measure = () => {
        if (within.rows.length > 0) this.rowHeight = within.getBoundingClientRect().height / within.rows.length
        this.#look()
      }
      this.#look = () => {
        const above = aboveView() + this.#shown.first * this.rowHeight
        const next = rowsInView({ count: rows, rowHeight: this.rowHeight, above, view: box.clientHeight })
        if (next.first !== this.#shown.first || next.end !== this.#shown.end) this.#shown = next
      }
      this.#scrollTo = (row) =>
        box.scrollBy(0, (row - this.first) * this.rowHeight - aboveView() - box.clientHeight / 2)
      const look = () => this.#look()
      const sized = new ResizeObserver(measure)
      sized.observe(box)
      box.addEventListener('scroll', look, { passive: true })
      return () => {
        sized.disconnect()
        box.removeEventListener('scroll', look)
      }
    })
  }

  get first(): number {
    return this.#shown.first
  }

  get end(): number {
    return this.#shown.end
  }

  /** Brings a row into the document: where it was not in it, into the middle of the view. */
  reach(row: number): void {
    if (row >= this.first && row < this.end) return
    this.#scrollTo(row)
    this.#look()
  }
}
