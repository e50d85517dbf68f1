import { type Assertion, type PatternNode, PatternRefused } from './pattern-node.ts'

/** Steps that a machine is at, several at a time. */
export type Instruction =
  | { readonly type: 'one'; readonly set: CodePointSet; readonly next: number }
  | { readonly type: 'assertion'; readonly of: Assertion; readonly next: number }
  | { readonly type: 'split'; readonly next: readonly number[] }
  | { readonly type: 'match' }

/** Beyond it, a text's character could cost too much. */
const mostInstructions = 4000

/** Code points, as a piece of a regular expression says them. */
export class CodePointSet {
  readonly #pattern: RegExp
  readonly #ascii: Uint8Array
  readonly #others = new Map<number, boolean>()

  constructor(source: string, flags: string) {
    this.#pattern = new RegExp(`^(?:${source})$`, flags)
    this.#ascii = Uint8Array.from({ length: 128 }, (_, code) => Number(this.#pattern.test(String.fromCharCode(code))))
  }

  has(code: number): boolean {
    if (code < 128) return this.#ascii[code] === 1
    const known = this.#others.get(code)
    if (known !== undefined) return known
    const has = this.#pattern.test(String.fromCodePoint(code))
    if (this.#others.size < 10_000) this.#others.set(code, has)
    return has
  }
}

/** The instructions of a pattern; the machine begins at the last one. */
export function programOf(node: PatternNode, flags: string): readonly Instruction[] {
  const instructions: Instruction[] = [{ type: 'match' }]
  const sets = new Map<string, CodePointSet>()
  const add = (instruction: Instruction): number => {
    if (instructions.length >= mostInstructions) {
      throw new PatternRefused(`it is longer than ${mostInstructions} steps, its repeats written out`)
    }
    return instructions.push(instruction) - 1
  }
  const setOf = (source: string): CodePointSet => {
    const set = sets.get(source) ?? new CodePointSet(source, flags)
    sets.set(source, set)
    return set
  }
  const place = (part: PatternNode, next: number): number => {
    switch (part.type) {
      case 'one':
        return add({ type: 'one', set: setOf(part.source), next })
      case 'assertion':
        return add({ type: 'assertion', of: part.of, next })
      case 'sequence':
        return part.items.reduceRight((after, item) => place(item, after), next)
      case 'choice':
        return add({ type: 'split', next: part.items.map((item) => place(item, next)) })
      case 'repeat':
        return placeRepeat(part, next)
    }
  }
  const placeRepeat = ({ item, min, max }: PatternNode & { type: 'repeat' }, next: number): number => {
    let entry = next
    if (max === Number.POSITIVE_INFINITY) {
      const targets: number[] = []
      entry = add({ type: 'split', next: targets })
      targets.push(place(item, entry), next)
    } else {
      for (let times = max; times > min; times--) {
        const inner = place(item, entry)
        entry = add({ type: 'split', next: [inner, next] })
      }
    }
    for (let times = 0; times < min; times++) entry = place(item, entry)
    return entry
  }
  const start = place(node, 0)
  add({ type: 'split', next: [start] })
  return instructions
}
