/** Names that none of those before had, in any case: SQLite tells no names apart by their case. */
export class UniqueNames {
  readonly #taken = new Set<string>()

  of(wanted: string): string {
    let name = wanted
    for (let n = 2; this.#taken.has(name.toLowerCase()); n++) name = `${wanted}_${n}`
    this.#taken.add(name.toLowerCase())
    return name
  }
}
