/** Arrays and all below them without `readonly`. */
export type Writable<T> = { -readonly [K in keyof T]: Writable<T[K]> }

/** A cast: Hono's types take no readonly arrays, and an answer that is being written is changed by nobody. */
export function writable<T>(answer: T): Writable<T> {
  return answer as Writable<T>
}

/** What a document describes elsewhere: here it is an object. */
export function asObject(of: object): Record<string, unknown> {
  return { ...of }
}
