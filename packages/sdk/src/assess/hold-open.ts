/** What a callback is given, for as long as nobody releases it. */
export interface Held<T> {
  readonly value: T
  /** Lets the callback return, and waits for what comes after it. */
  release(): Promise<void>
}

/** Turns what lends something to a callback into something to be given back. */
export async function holdOpen<T>(lend: (use: (value: T) => Promise<void>) => Promise<unknown>): Promise<Held<T>> {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let lending: Promise<unknown> = Promise.resolve()
  const value = await new Promise<T>((resolve, reject) => {
    lending = lend((given) => {
      resolve(given)
      return released
    })
    lending.catch(reject)
  })
  return {
    value,
    async release() {
      release()
      await lending
    },
  }
}
