import type { Writable } from 'node:stream'
import { type Line, lineText } from './line.ts'
import { type Progress, progressOn } from './progress.ts'

/** Where a command speaks. Data goes to stdout, progress to stderr, and what is for people wherever no data is. */
export interface Terminal {
  readonly json: boolean
  readonly progress: Progress
  readonly data: Writable
  /** From now on stdout carries data: everything else goes to stderr. */
  reserveStdout(): void
  lines(lines: readonly Line[]): void
  warn(lines: readonly Line[]): void
  /** The one JSON document of --json. */
  document(value: unknown): void
}

export function openTerminal(json: boolean): Terminal {
  const progress = progressOn(process.stderr)
  let toPeople: Writable = process.stdout
  const print = (stream: Writable, text: string): void => {
    progress.clear()
    stream.write(`${text}\n`)
  }
  const printLines = (stream: Writable, lines: readonly Line[]): void =>
    print(stream, lines.map((line) => lineText(line, stream)).join('\n'))
  return {
    json,
    progress,
    data: process.stdout,
    reserveStdout() {
      toPeople = process.stderr
    },
    lines(lines) {
      if (!json) printLines(toPeople, lines)
    },
    warn(lines) {
      printLines(process.stderr, lines)
    },
    document(value) {
      print(toPeople, JSON.stringify(value, undefined, 2))
    },
  }
}
