import type { ByteSink } from './byte-sink.ts'
import type { Piece, Step } from './pieces.ts'
import { called, statements } from './statements.ts'

/**
 * Row loops as code. Pieces call a function for every value; a loop made for one sequence of pieces holds the same
 * work in itself, in about half the time. The text of the code depends on the sequence alone: it is made of
 * `statements`, numbers and the names of variables, and vectors come in as operands. No text of a schema gets into it.
 */
type RowLoop = (sink: ByteSink, operands: readonly unknown[], rows: number) => number

/** More kinds of batches than that are rare, and then the oldest is made anew. */
const KEPT = 256
const loops = new Map<string, RowLoop>()
let allowed = true

/**
 * Writes the pieces of rows 0 to `rows` from the sink's begin and answers where they end. Undefined where the platform
 * forbids code out of strings, or where a value took more room than was said: row by row it can then be told where.
 */
export function writeRows(sink: ByteSink, pieces: readonly Piece[], rows: number): number | undefined {
  if (!allowed) return undefined
  const code = new RowCode(pieces)
  const loop = loopOf(code.text)
  if (loop === undefined) return undefined
  const end = loop(sink, code.operands, rows)
  return end < 0 || end > sink.bytes.length ? undefined : end
}

function loopOf(text: string): RowLoop | undefined {
  const known = loops.get(text)
  if (known !== undefined) return known
  try {
    const loop = functionOf(text)
    const [oldest] = loops.keys()
    if (oldest !== undefined && loops.size >= KEPT) loops.delete(oldest)
    loops.set(text, loop)
    return loop
  } catch (thrown) {
    // Node with --disallow-code-generation-from-strings, and pages whose policy forbids it.
    if (!(thrown instanceof EvalError)) throw thrown
    allowed = false
    return undefined
  }
}

/** TypeScript cannot see what comes out of a text; `RowCode` writes the parameters that it says. */
function functionOf(text: string): RowLoop {
  const make = new Function(...Object.keys(called), text) as (...values: unknown[]) => RowLoop
  return make(...Object.values(called))
}

class RowCode {
  readonly operands: unknown[] = []
  readonly text: string
  readonly #names = new Map<unknown, string>()
  #frames = 0

  constructor(pieces: readonly Piece[]) {
    const body = this.#sequence(pieces)
    const names = this.operands.map((_, i) => `const v${i} = operands[${i}]`)
    this.text = `'use strict'
return function rows(sink, operands, rows) {
  ${names.join('\n  ')}
  let bytes = sink.bytes
  let view = sink.view
  let limit = sink.limit
  let at = 0
  for (let row = 0; row < rows; row++) {
    if (at > limit) {
      if (at > bytes.length) return -1
      sink.reserve(at, 0)
      bytes = sink.bytes
      view = sink.view
      limit = sink.limit
    }
    ${body}
  }
  return at
}`
  }

  /** A number as it is, anything else as the variable that holds it. */
  #operand(value: unknown): string {
    if (typeof value === 'number') return String(value)
    let name = this.#names.get(value)
    if (name === undefined) {
      name = `v${this.operands.length}`
      this.operands.push(value)
      this.#names.set(value, name)
    }
    return name
  }

  #sequence(pieces: readonly Piece[]): string {
    let text = ''
    let constant: number[] = []
    for (const piece of pieces) {
      if (typeof piece !== 'function') constant.push(...piece)
      else {
        text += constantCode(constant)
        constant = []
        text += piece.step === undefined ? this.#call(piece) : this.#step(piece.step)
      }
    }
    return text + constantCode(constant)
  }

  #step(step: Step): string {
    switch (step.does) {
      case 'statement': {
        const operands = step.operands.map((operand) => this.#operand(operand))
        return `{ ${statements[step.statement](...operands)} }\n    `
      }
      case 'pieces':
        return this.#sequence(step.pieces)
      case 'choice': {
        const flags = this.#operand(step.flags)
        return `if (${flags}[row] === 1) { ${this.#sequence(step.set)} } else { ${this.#sequence(step.clear)} }\n    `
      }
      case 'frame': {
        const start = `start${this.#frames++}`
        const inner = this.#sequence(step.pieces)
        return `const ${start} = at; at += 4; ${inner}view.setInt32(${start}, at - ${start} - 4)\n    `
      }
    }
  }

  #call(write: unknown): string {
    return `at = ${this.#operand(write)}(row, at); bytes = sink.bytes; view = sink.view\n    `
  }
}

/** Four bytes at a time; what the last step writes behind the end is written over. */
function constantCode(bytes: readonly number[]): string {
  if (bytes.length === 0) return ''
  if (bytes.length === 1) return `bytes[at++] = ${bytes[0]}\n    `
  let text = ''
  for (let i = 0; i < bytes.length; i += 4) {
    const word =
      (bytes[i] ?? 0) | ((bytes[i + 1] ?? 0) << 8) | ((bytes[i + 2] ?? 0) << 16) | ((bytes[i + 3] ?? 0) << 24)
    text += `view.setInt32(at + ${i}, ${word}, true); `
  }
  return `${text}at += ${bytes.length}\n    `
}
