import { ApiFailure, isAbort } from '../api/api-failure.ts'

/** Something that somebody presses a button for: whether it is under way, and why it has not worked. */
export class Doing {
  busy = $state(false)
  failure = $state.raw<ApiFailure | undefined>()

  /** Whether it was done. A second press while it goes on is none. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    if (this.busy) return false
    this.busy = true
    this.failure = undefined
    try {
      await work()
      return true
    } catch (thrown) {
      if (isAbort(thrown)) return false
      if (!(thrown instanceof ApiFailure)) throw thrown
      this.failure = thrown
      return false
    } finally {
      this.busy = false
    }
  }
}
