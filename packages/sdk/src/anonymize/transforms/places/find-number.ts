import { isSpace } from '../draws/caseless-bytes.ts'

/** Number before the street, as in 12b Main Street; behind it, as in Hauptstraße 12b. */
const before = /^(\d+\s?[a-z]?)\b[\s,]/i
const behind = /[\s,](\d+\s?[a-z]?)$/i

export type NumberPlace = 'none' | 'before' | 'behind' | 'inside'

export interface FoundNumber {
  readonly where: NumberPlace
  readonly number: string
}

/** The house number of a line without spaces around it. */
export function findNumber(line: string): FoundNumber {
  const first = before.exec(line)?.[1]
  if (first !== undefined) return { where: 'before', number: first }
  const last = behind.exec(line)?.[1]
  if (last !== undefined) return { where: 'behind', number: last }
  const inside = /\d+/.exec(line)?.[0]
  return inside === undefined ? { where: 'none', number: '' } : { where: 'inside', number: inside }
}

/** The same in bytes, where no space is of more than one: `start` and `end` are of the number that was found last. */
export class NumberFinder {
  start = 0
  end = 0

  find(input: Uint8Array, start: number, end: number): NumberPlace {
    return this.#before(input, start, end) ?? this.#behind(input, start, end) ?? this.#inside(input, start, end)
  }

  #before(input: Uint8Array, start: number, end: number): NumberPlace | undefined {
    let at = start
    while (at < end && isDigit(input[at]!)) at++
    if (at === start) return undefined
    const withLetter = at < end && isSpace(input[at]!) ? at + 1 : at
    if (withLetter < end && isLetter(input[withLetter]!) && isBreak(input, withLetter + 1, end)) at = withLetter + 1
    else if (!isBreak(input, at, end)) return undefined
    this.start = start
    this.end = at
    return 'before'
  }

  #behind(input: Uint8Array, start: number, end: number): NumberPlace | undefined {
    let at = end
    if (at - start > 2 && isLetter(input[at - 1]!)) {
      at--
      if (isSpace(input[at - 1]!)) at--
    }
    const digitsEnd = at
    while (at > start && isDigit(input[at - 1]!)) at--
    if (at === digitsEnd || at === start || !isBreak(input, at - 1, end)) return undefined
    this.start = at
    this.end = end
    return 'behind'
  }

  #inside(input: Uint8Array, start: number, end: number): NumberPlace {
    let at = start
    while (at < end && !isDigit(input[at]!)) at++
    this.start = at
    while (at < end && isDigit(input[at]!)) at++
    this.end = at
    return this.start === at ? 'none' : 'inside'
  }
}

function isDigit(byte: number): boolean {
  return byte >= 48 && byte <= 57
}

function isLetter(byte: number): boolean {
  return (byte | 32) >= 97 && (byte | 32) <= 122
}

/** A space or a comma. */
function isBreak(input: Uint8Array, at: number, end: number): boolean {
  return at < end && (input[at] === 44 || isSpace(input[at]!))
}
