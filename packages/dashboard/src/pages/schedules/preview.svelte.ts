import { ApiFailure, isAbort } from '../../api/api-failure.ts'
import { type Answer, api } from '../../api.ts'
import type { Recurrence } from './schedule-draft.ts'

const calmMs = 200

/** When a recurrence would be, asked anew a moment after it has changed. What was shown before stays meanwhile. */
export class Preview {
  value = $state.raw<Answer<'post', '/teams/:team/schedules/preview'> | undefined>()
  failure = $state.raw<ApiFailure | undefined>()
  busy = $state(false)

  /** Called while a component starts: it ends with the component. */
  constructor(team: () => string, recurrence: () => Recurrence | undefined) {
    // The same again is not asked again.
    const text = $derived(JSON.stringify(recurrence()))
    $effect(() => {
      if (text === undefined) return
      const asked: Recurrence = JSON.parse(text)
      const ending = new AbortController()
      this.busy = true
      const soon = setTimeout(() => void this.#look(team(), asked, ending.signal), calmMs)
      return () => {
        clearTimeout(soon)
        ending.abort()
      }
    })
  }

  async #look(team: string, recurrence: Recurrence, signal: AbortSignal): Promise<void> {
    try {
      const json = { recurrence, count: 10 }
      this.value = await api.post('/teams/:team/schedules/preview', { param: { team }, json }, { signal })
      this.failure = undefined
    } catch (thrown) {
      if (isAbort(thrown) || signal.aborted) return
      if (!(thrown instanceof ApiFailure)) throw thrown
      this.failure = thrown
    } finally {
      if (!signal.aborted) this.busy = false
    }
  }
}
