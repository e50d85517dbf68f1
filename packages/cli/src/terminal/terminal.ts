import type { Writable } from 'node:stream'
import { printable } from './printable.ts'
import { type Progress, progressOn } from './progress.ts'

/** Where a command speaks. Data goes to stdout, progress to stderr, and what is for people wherever no data is. */
export interface Terminal {
  readonly json: boolean
  readonly progress: Progress
  readonly data: Writable
  /** From now on stdout carries data: everything else goes to stderr. */
  reserveStdout(): void
  lines(lines: readonly string[]): void
  warn(lines: readonly string[]): void
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
  return {
    json,
    progress,
    data: process.stdout,
    reserveStdout() {
      toPeople = process.stderr
    },
    lines(lines) {
      if (!json) print(toPeople, printable(lines.join('\n')))
    },
    warn(lines) {
      print(process.stderr, printable(lines.join('\n')))
    },
    document(value) {
      print(toPeople, JSON.stringify(value, undefined, 2))
    },
  }
}
