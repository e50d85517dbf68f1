import type { Dialect } from '../../database/adapter.ts'
import { commandEffect } from '../../database/sql-file/command.ts'
import { invalid, located } from '../../database/sql-file/problem.ts'
import { sqlRules } from '../../database/sql-file/rules.ts'
import { splitSql } from '../../database/sql-file/split.ts'
import { messageOf } from '../../errors.ts'
import { classifyStatement } from './classify.ts'
import { systemFirst } from './script-text.ts'
import { headerShape, stepHash, stepShape } from './script-text-marks.ts'
import type { Hazard, MigrationStep, Refusal } from './step.ts'

export interface ParsedScript {
  /** Whether `scriptText` wrote it; a file of somebody else has no fingerprints, and a step for each statement. */
  readonly ours: boolean
  readonly direction: 'up' | 'down' | null
  readonly from: string | null
  readonly to: string | null
  readonly refused: readonly Refusal[]
  readonly steps: readonly MigrationStep[]
  /** Numbers of the steps that were changed since they were written; their hazards are what their statements look like. */
  readonly edited: readonly number[]
}

/** The steps of a file of SQL. @param file its name, for errors */
export async function parseScript(text: string, dialect: Dialect, file = ''): Promise<ParsedScript> {
  const header = /^(--@\d*) understudy migration (.*)$/m.exec(text)
  if (!header) return await parseForeign(text, dialect, file)
  return new OwnScript(text, dialect, file, header[1] ?? '').parse()
}

type About = ReturnType<typeof stepShape.parse>

class OwnScript {
  readonly #lines: readonly string[]
  readonly #dialect: Dialect
  readonly #file: string
  readonly #mark: string
  #at = 0

  constructor(text: string, dialect: Dialect, file: string, mark: string) {
    this.#lines = text.split('\n')
    this.#dialect = dialect
    this.#file = file
    this.#mark = mark
  }

  parse(): ParsedScript {
    const header = this.#header()
    const abouts = this.#abouts()
    const steps: MigrationStep[] = []
    const edited: number[] = []
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = this.#line()
      if (!line.startsWith(`${this.#mark} step `)) {
        if (!isAround(line))
          this.#refuse('This line stands outside of every step', 'Put it into a step, before its end.')
        continue
      }
      const { step, sha256 } = this.#step(line, abouts)
      if (stepHash(step) === sha256) steps.push(step)
      else {
        steps.push(this.#judged(step))
        edited.push(step.number)
      }
    }
    const { direction, from, to, refused } = header
    return { ours: true, direction, from, to, refused, steps, edited }
  }

  #header() {
    this.#at = this.#lines.findIndex((line) => line.startsWith(`${this.#mark} understudy migration `))
    const header = this.#read(headerShape, this.#line().slice(`${this.#mark} understudy migration `.length))
    if (header.engine !== this.#dialect) {
      const names = { postgres: 'Postgres', sqlite: 'SQLite' }
      this.#refuse(
        `The migration is for ${names[header.engine]} and the database is ${names[this.#dialect]}`,
        'Make a migration from this database.',
      )
    }
    this.#at++
    return header
  }

  /** What stands at the end of the file about each step, by its number. */
  #abouts(): Map<string, About> {
    const begin = this.#at
    const abouts = new Map<string, About>()
    for (; this.#at < this.#lines.length; this.#at++) {
      const line = this.#line()
      if (!line.startsWith(`${this.#mark} about `)) continue
      const about = this.#read(stepShape, line.slice(`${this.#mark} about `.length))
      abouts.set(String(about.number), about)
    }
    this.#at = begin
    return abouts
  }

  #step(line: string, abouts: ReadonlyMap<string, About>): { step: MigrationStep; sha256: string } {
    const about = abouts.get(line.slice(`${this.#mark} step `.length))
    if (!about) return this.#refuse('Nothing is said about this step at the end of the file', 'Make the file anew.')
    const { sha256, ...rest } = about
    const statements: string[] = []
    const begin = this.#at
    let body: string[] = []
    for (this.#at++; this.#at < this.#lines.length; this.#at++) {
      const found = this.#line()
      const end = found.startsWith(`${this.#mark} `) ? found.slice(this.#mark.length + 1) : undefined
      if (end === undefined) {
        body.push(this.#lines[this.#at] ?? '')
        continue
      }
      if (end === 'nothing' && body.length === 0) return { step: { ...rest, statements }, sha256 }
      if (!/^(next|end)( apart)?$/.test(end)) break
      statements.push(withoutSemicolon(body.join('\n'), end.endsWith(' apart')))
      body = []
      if (end.startsWith('end')) return { step: { ...rest, statements }, sha256 }
    }
    this.#at = begin
    return this.#refuse('The step that begins here never ends', `It ends with a line "${this.#mark} end".`)
  }

  /** What somebody wrote into a step may do more than the step says. */
  #judged(step: MigrationStep): MigrationStep {
    const hazards = new Map<Hazard['kind'], Hazard>(step.hazards.map((hazard) => [hazard.kind, hazard]))
    for (const statement of step.statements) {
      for (const hazard of classifyStatement(statement, this.#dialect).hazards)
        if (!hazards.has(hazard.kind)) hazards.set(hazard.kind, hazard)
    }
    return { ...step, hazards: [...hazards.values()] }
  }

  #read<T>(shape: { parse(value: unknown): T }, json: string): T {
    try {
      return shape.parse(JSON.parse(json))
    } catch (thrown) {
      return this.#refuse(
        `What describes the migration here cannot be read: ${messageOf(thrown)}`,
        'Make the file anew.',
      )
    }
  }

  /** Without what an editor of Windows puts at its end. */
  #line(): string {
    return (this.#lines[this.#at] ?? '').replace(/\r$/, '')
  }

  #refuse(message: string, hint: string): never {
    throw invalid(this.#file, { line: this.#at + 1, column: 1 }, message, { hint })
  }
}

/** What `scriptText` puts between steps for other readers of the file. */
function isAround(line: string): boolean {
  return (
    /^\s*(--|$)/.test(line) ||
    /^(BEGIN|BEGIN IMMEDIATE|COMMIT|SET (LOCAL )?(lock_timeout|statement_timeout) = \d+|SET check_function_bodies = off);$/.test(
      line,
    ) ||
    line === '\\set ON_ERROR_STOP on' ||
    line === '.bail on' ||
    line === systemFirst
  )
}

function withoutSemicolon(text: string, apart: boolean): string {
  const end = apart ? '\n;' : ';'
  return text.endsWith(end) ? text.slice(0, -end.length) : text.replace(/;\s*$/, '')
}

const begins = /^(begin|start\s+transaction)\b/i
const commits = /^(commit|end)\b/i
const undoes = /^(rollback|abort|prepare\s+transaction)\b/i

/**
 * One step for each statement, all of them in one transaction but those that can't be in any: the file's own BEGIN and
 * COMMIT say less than that.
 */
async function parseForeign(text: string, dialect: Dialect, file: string): Promise<ParsedScript> {
  const steps: MigrationStep[] = []
  try {
    for await (const piece of splitSql(chunk(text), sqlRules[dialect])) {
      if (piece.kind === 'command') {
        if (commandEffect(piece.name, piece.argument) === 'nothing') continue
        throw invalid(file, piece, `The command ${piece.name} is no part of a migration`, {
          hint: 'Take it out, or run the file with understudy load.',
        })
      }
      if (piece.kind === 'copy') {
        throw invalid(file, piece, 'COPY with its rows is no part of a migration', {
          hint: 'Load rows with understudy load.',
        })
      }
      if (begins.test(piece.text) || commits.test(piece.text)) continue
      if (undoes.test(piece.text)) {
        throw invalid(file, piece, 'A migration that takes itself back has no meaning here', {
          hint: 'Take the statement out; a failing step is rolled back by itself.',
        })
      }
      const { object, ...rest } = classifyStatement(piece.text, dialect)
      const number = steps.length + 1
      steps.push({ number, ...rest, object: object ?? `statement ${number}`, statements: [piece.text] })
    }
  } catch (thrown) {
    throw located(thrown, file, undefined)
  }
  return { ours: false, direction: null, from: null, to: null, refused: [], steps, edited: [] }
}

async function* chunk(text: string): AsyncGenerator<string, void, undefined> {
  yield text
}
