/** Whether the server answers, as each request finds out. */
class Connection {
  /** Since when nothing has come through; undefined where all is well. */
  lostAt = $state.raw<Date | undefined>()
  readonly lost = $derived(this.lostAt !== undefined)

  /** As `fetch`, and seen to. What was given up by whoever asked says nothing of the server. */
  readonly fetch = async (request: Request): Promise<Response> => {
    try {
      const answer = await fetch(request)
      // What a proxy says in the place of a server that is gone.
      if ([502, 504].includes(answer.status)) this.lostAt ??= new Date()
      else this.lostAt = undefined
      return answer
    } catch (thrown) {
      if (!request.signal.aborted) this.lostAt ??= new Date()
      throw thrown
    }
  }
}

export const connection = new Connection()
