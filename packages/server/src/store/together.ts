import type { Store, TeamTransaction } from './store.ts'

interface Waiting<Item> {
  readonly item: Item
  done(): void
  failed(thrown: unknown): void
}

interface Gathering<Item> {
  readonly waiting: Waiting<Item>[]
  committing: boolean
}

/**
 * What is to be written in one team side by side is written by one commit: what comes while another one is under way
 * gathers for the next. Each waits for its own commit, so that nothing is told as done that is not kept.
 */
export class Together<Item> {
  readonly #store: Pick<Store, 'team'>
  readonly #most: number
  readonly #write: (tx: TeamTransaction, team: string, items: readonly Item[]) => Promise<unknown>
  readonly #teams = new Map<string, Gathering<Item>>()

  /** `write` may run more than once, as the work of any transaction. */
  constructor(
    store: Pick<Store, 'team'>,
    most: number,
    write: (tx: TeamTransaction, team: string, items: readonly Item[]) => Promise<unknown>,
  ) {
    this.#store = store
    this.#most = most
    this.#write = write
  }

  add(team: string, item: Item): Promise<void> {
    const gathering = this.#teams.get(team) ?? { waiting: [], committing: false }
    this.#teams.set(team, gathering)
    const kept = new Promise<void>((done, failed) => gathering.waiting.push({ item, done, failed }))
    if (!gathering.committing) void this.#commitAll(team, gathering)
    return kept
  }

  async #commitAll(team: string, gathering: Gathering<Item>): Promise<void> {
    const { waiting } = gathering
    gathering.committing = true
    while (waiting.length > 0) {
      const together: Waiting<Item>[] = []
      try {
        await this.#store.team(team, (tx) => {
          together.push(...waiting.splice(0, this.#most - together.length))
          return this.#write(
            tx,
            team,
            together.map(({ item }) => item),
          )
        })
        for (const one of together) one.done()
      } catch (thrown) {
        // Where not even the transaction began, those who wait for it wait no more.
        for (const one of together.length > 0 ? together : waiting.splice(0)) one.failed(thrown)
      }
    }
    this.#teams.delete(team)
  }
}
