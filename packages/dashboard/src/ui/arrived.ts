interface Wanted {
  /** False once nobody waits for it any more. */
  readonly wanted: () => boolean
  /** It did not come, and is asked for again. */
  readonly missed?: () => void
  readonly pauseMs?: number
}

/**
 * A part of the program that is loaded when somebody wants it. Where it does not come, as with a server that is gone, it is
 * asked for until it does; undefined where nobody wants it any more.
 */
export async function arrived<Part>(
  load: () => Promise<Part>,
  { wanted, missed, pauseMs = 3000 }: Wanted,
): Promise<Part | undefined> {
  do {
    try {
      return await load()
    } catch (thrown) {
      // Browsers say so of a script that did not come.
      if (!(thrown instanceof TypeError)) throw thrown
      missed?.()
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
    }
    // Not before the first time: what calls this would be made anew with all that `wanted` looks at.
  } while (wanted())
  return undefined
}
