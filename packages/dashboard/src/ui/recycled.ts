/**
 * Numbers of elements that are drawn for what is in view. Who is still in view keeps theirs, so that its focus and what is
 * selected in it stay; who comes takes one of somebody who has gone, and it is written over instead of made anew.
 */
export class Recycled<Key> {
  #numbers: ReadonlyMap<Key, number> = new Map()
  #made = 0

  /** One for each key, in their order. What belongs to somebody is not given away: it goes with them. */
  for(keys: readonly Key[], belongs: (gone: Key) => boolean = () => false): readonly number[] {
    const before = this.#numbers
    const here = new Set(keys)
    const free: number[] = []
    for (const [key, number] of before) if (!here.has(key) && !belongs(key)) free.push(number)
    let taken = 0
    const numbers = new Map<Key, number>()
    for (const key of keys) numbers.set(key, before.get(key) ?? free[taken++] ?? this.#made++)
    this.#numbers = numbers
    return [...numbers.values()]
  }
}
