const most = 200
/** What is typed within this many milliseconds is undone as one. */
const burst = 1000

/** The text of the schema that is being designed, with what it was before. */
export class SchemaDraft {
  readonly #draft: { value: string }
  #past = $state.raw<readonly string[]>([])
  #future = $state.raw<readonly string[]>([])
  #typedAt = Number.NEGATIVE_INFINITY

  /** Its value is the text, wherever that is kept. */
  constructor(draft: { value: string }) {
    this.#draft = draft
  }

  get text(): string {
    return this.#draft.value
  }

  get canUndo(): boolean {
    return this.#past.length > 0
  }

  get canRedo(): boolean {
    return this.#future.length > 0
  }

  /** A letter more or less. */
  type(text: string, now = performance.now()): void {
    if (text === this.text) return
    if (now - this.#typedAt > burst || this.#past.length === 0) this.edit(text)
    else this.#draft.value = text
    this.#typedAt = now
  }

  /** One step, which is undone as such. */
  edit(text: string): void {
    if (text === this.text) return
    this.#past = [...this.#past.slice(-most), this.text]
    this.#future = []
    this.#typedAt = Number.NEGATIVE_INFINITY
    this.#draft.value = text
  }

  undo(): void {
    const before = this.#past.at(-1)
    if (before === undefined) return
    this.#past = this.#past.slice(0, -1)
    this.#future = [...this.#future, this.text]
    this.#typedAt = Number.NEGATIVE_INFINITY
    this.#draft.value = before
  }

  redo(): void {
    const after = this.#future.at(-1)
    if (after === undefined) return
    this.#future = this.#future.slice(0, -1)
    this.#past = [...this.#past, this.text]
    this.#draft.value = after
  }
}
