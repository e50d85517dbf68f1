import { ApiFailure, isAbort } from '../api/api-failure.ts'
import { api, type TeamEvent } from '../api.ts'
import { cache } from './cache.ts'

type Listener = (event: TeamEvent) => void

/** The one stream of events that a page has: of the team that it shows. */
class Live {
  /** Why there is none, such as a right that was taken away. A connection that is lost comes back by itself. */
  failure = $state.raw<ApiFailure | undefined>()
  #team: string | undefined
  #ending = new AbortController()
  readonly #listeners = new Set<Listener>()

  /** From now on of this team, or of none. */
  follow(team: string | undefined): void {
    if (team === this.#team) return
    this.#ending.abort()
    this.#team = team
    this.failure = undefined
    if (team === undefined) return
    this.#ending = new AbortController()
    void this.#listen(team, this.#ending.signal)
  }

  /** Called with each event, until what it gives back is called. */
  onEvent(listener: Listener): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  async #listen(team: string, signal: AbortSignal): Promise<void> {
    try {
      for await (const event of api.events(team, { signal })) {
        if (event.type === 'stream.reset') {
          cache.heard(undefined)
          continue
        }
        cache.heard(event)
        for (const listener of this.#listeners) listener(event)
      }
    } catch (thrown) {
      if (isAbort(thrown) || signal.aborted) return
      if (!(thrown instanceof ApiFailure)) throw thrown
      this.failure = thrown
    }
  }
}

export const live = new Live()
