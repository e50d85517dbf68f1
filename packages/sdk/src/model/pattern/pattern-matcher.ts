import { parsePattern } from './parse-pattern.ts'
import { PatternRefused } from './pattern-node.ts'
import { CodePointSet, type Instruction, programOf } from './pattern-program.ts'

/** A state of the machine before it reads on: where it is, and what stood last. */
interface State {
  readonly at: readonly number[]
  readonly before: Neighbour
  /** Where it goes with code points that are not in the table. */
  readonly others: Map<number, number>
  /** Whether the text matches where it ends here; undefined until it is asked. */
  ends: boolean | undefined
}

/** Nothing, a character of a word, or another one. */
type Neighbour = 'edge' | 'word' | 'other'

/** A state is where its row of the table begins, which has a place for each byte. */
const ROW_BITS = 8
const ROW = 1 << ROW_BITS
/** States that need no other text: whatever follows, they stay. */
const UNKNOWN = 0
const MATCHED = ROW
const HOPELESS = 2 * ROW
const FIRST = 3 * ROW

/** Of a state where a text may end. */
type Ending = 'match' | 'no match' | 'unknown'

/** What a matcher knows by now. */
interface PatternMachine {
  /** For each state and byte the next state, all as where a row of 256 begins; the first one is the fourth. */
  readonly table: Int32Array
  readonly endings: readonly Ending[]
}

/** States that are kept, of a kilobyte each; when there are more, all are forgotten and found again. */
const mostStates = 2000

/**
 * Says whether a pattern matches somewhere in a text, in one walk: a deterministic machine whose states are found as
 * they are needed. The time is at most the length of the text times that of the pattern, whatever both hold, and there
 * is no pattern that explodes: those that would need to go back are refused.
 */
export class PatternMatcher {
  readonly #program: readonly Instruction[]
  readonly #word: CodePointSet
  /** No match begins behind the start of the text. */
  readonly #anchored: boolean
  readonly #minds: boolean
  #table = new Int32Array(16 * ROW)
  #states: State[] = []
  #known = new Map<string, number>()

  constructor(source: string, ignoreCase = false) {
    const flags = ignoreCase ? 'sui' : 'su'
    this.#program = programOf(parsePattern(source, flags), flags)
    this.#word = new CodePointSet('\\w', flags)
    this.#minds = this.#program.some(
      (instruction) =>
        instruction.type === 'assertion' && (instruction.of === 'border' || instruction.of === 'no border'),
    )
    const begin = [this.#program.length - 1]
    this.#anchored = (['word', 'other'] as const).every((before) =>
      (['word', 'other', 'edge'] as const).every((after) => this.#reached(begin, before, after).size === 0),
    )
    this.#forget()
  }

  matches(text: string): boolean {
    let state = FIRST
    for (let i = 0; i < text.length; i++) {
      let code = text.charCodeAt(i)
      let next: number
      if (code < 128) next = this.#table[state | code]!
      else {
        code = text.codePointAt(i)!
        if (code > 0xffff) i++
        next = this.#states[state >> ROW_BITS]!.others.get(code) ?? UNKNOWN
      }
      if (next === UNKNOWN) next = this.#step(state, code)
      if (next < FIRST) return next === MATCHED
      state = next
    }
    return this.#endsIn(state)
  }

  /** The same of UTF-8, from `start` to `end`. */
  matchesBytes(bytes: Uint8Array, start: number, end: number): boolean {
    let table = this.#table
    let state = FIRST
    let at = start
    while (at < end) {
      let code = bytes[at++]!
      let next: number
      if (code < 128) next = table[state | code]!
      else {
        const size = code < 0xe0 ? 2 : code < 0xf0 ? 3 : 4
        code &= size === 2 ? 0x1f : size === 3 ? 0x0f : 0x07
        for (let i = 1; i < size; i++) code = (code << 6) | (bytes[at++]! & 0x3f)
        next = this.#states[state >> ROW_BITS]!.others.get(code) ?? UNKNOWN
      }
      if (next < FIRST) {
        if (next !== UNKNOWN) return next === MATCHED
        next = this.#step(state, code)
        if (next < FIRST) return next === MATCHED
        table = this.#table
      }
      state = next
    }
    return this.#endsIn(state)
  }

  /** Whoever runs it over bytes asks `matchesBytes` where it leads to what is unknown, and has a larger one after. */
  get machine(): PatternMachine {
    const endings = this.#states.map(({ ends }, i): Ending => {
      if (i << ROW_BITS < FIRST)
        return i << ROW_BITS === UNKNOWN ? 'unknown' : i << ROW_BITS === MATCHED ? 'match' : 'no match'
      return ends === undefined ? 'unknown' : ends ? 'match' : 'no match'
    })
    return { table: this.#table.subarray(0, this.#states.length << ROW_BITS), endings }
  }

  #endsIn(state: number): boolean {
    const known = this.#states[state >> ROW_BITS]!
    known.ends ??= this.#reached(known.at, known.before, 'edge').has(0)
    return known.ends
  }

  #step(from: number, code: number): number {
    const { at, before, others } = this.#states[from >> ROW_BITS]!
    const after = this.#neighbour(code)
    const reached = this.#reached(at, before, after)
    const next = reached.has(0) ? MATCHED : this.#stateOf(this.#advanced(reached, code), after)
    // When the states were forgotten, so was the one to note it at.
    if (this.#states[from >> ROW_BITS]?.others !== others) return next
    if (code < 128) this.#table[from | code] = next
    else if (others.size < 10_000) others.set(code, next)
    return next
  }

  #neighbour(code: number): Neighbour {
    return this.#minds && this.#word.has(code) ? 'word' : 'other'
  }

  #advanced(reached: ReadonlySet<number>, code: number): number[] {
    const next = new Set<number>()
    for (const at of reached) {
      const instruction = this.#program[at]!
      if (instruction.type === 'one' && instruction.set.has(code)) next.add(instruction.next)
    }
    return [...next]
  }

  /** Instructions that read a character, and the match, which are reached without reading one. */
  #reached(from: readonly number[], before: Neighbour, after: Neighbour): Set<number> {
    const seen = new Set<number>()
    const stack = [...from]
    const reached = new Set<number>()
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      if (seen.has(at)) continue
      seen.add(at)
      const instruction = this.#program[at]!
      if (instruction.type === 'split') stack.push(...instruction.next)
      else if (instruction.type !== 'assertion') reached.add(at)
      else if (holds(instruction.of, before, after)) stack.push(instruction.next)
    }
    return reached
  }

  #stateOf(places: readonly number[], before: Neighbour): number {
    const begin = this.#program.length - 1
    if (this.#anchored && places.length === 0) return HOPELESS
    const at = this.#anchored ? [...places] : [...places, begin]
    at.sort((a, b) => a - b)
    const key = `${before} ${at.join()}`
    const known = this.#known.get(key)
    if (known !== undefined) return known
    if (this.#states.length >= mostStates) this.#forget()
    const state = (this.#states.push({ at, before, others: new Map(), ends: undefined }) - 1) << ROW_BITS
    this.#known.set(key, state)
    if (state + ROW > this.#table.length) {
      const table = new Int32Array(2 * this.#table.length)
      table.set(this.#table)
      this.#table = table
    }
    return state
  }

  #forget(): void {
    this.#table.fill(UNKNOWN).fill(MATCHED, MATCHED, HOPELESS).fill(HOPELESS, HOPELESS, FIRST)
    this.#known.clear()
    const none: State = { at: [], before: 'edge', others: new Map(), ends: undefined }
    const start: State = { at: [this.#program.length - 1], before: 'edge', others: new Map(), ends: undefined }
    this.#states = [none, none, none, start]
  }
}

function holds(assertion: PatternAssertion, before: Neighbour, after: Neighbour): boolean {
  switch (assertion) {
    case 'start':
      return before === 'edge'
    case 'end':
      return after === 'edge'
    case 'border':
      return (before === 'word') !== (after === 'word')
    case 'no border':
      return (before === 'word') === (after === 'word')
  }
}

type PatternAssertion = Extract<Instruction, { type: 'assertion' }>['of']

/** Why a pattern is refused; undefined where it is taken. */
export function patternTrouble(source: string, ignoreCase = false): string | undefined {
  try {
    new PatternMatcher(source, ignoreCase)
    return undefined
  } catch (thrown) {
    if (thrown instanceof PatternRefused) return thrown.message
    throw thrown
  }
}
