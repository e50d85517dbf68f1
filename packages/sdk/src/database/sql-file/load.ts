import { realpath } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { messageOf, UnderstudyError } from '../../errors.ts'
import type { Cancellable, Database, Session } from '../adapter.ts'
import { commandEffect, fileArgument } from './command.ts'
import { encodingSet } from './encoding.ts'
import { SqlFile } from './file-text.ts'
import { insertCopy } from './insert-copy.ts'
import { failed, firstWords, invalid, located } from './problem.ts'
import { sqlRules } from './rules.ts'
import type { Place } from './source.ts'
import { type Command, type CopyBlock, type Statement, splitSql } from './split.ts'
import { isAboutDatabases, isOwnership, missesRole, runApart } from './tolerance.ts'

export interface SqlFileOptions extends Cancellable {
  /** What becomes of OWNER TO, GRANT and their like for a role that the server does not have; 'skip' when not said. */
  readonly missingRoles?: 'skip' | 'fail' | undefined
}

export interface SkippedStatement extends Place {
  readonly file: string
  /** The first words of the statement, or the command. */
  readonly statement: string
  readonly reason: string
}

export interface SqlFileResult {
  readonly statements: number
  /** Rows of COPY blocks. */
  readonly rows: number
  readonly skipped: readonly SkippedStatement[]
}

/**
 * Runs a file of SQL on one connection: statements of any kind, COPY blocks with their data, \i and \ir beside the
 * file. It stops at the first error, with its place; what was done before stands, unless the file itself opened a
 * transaction.
 */
export async function loadSqlFile(
  database: Database,
  path: string,
  options: SqlFileOptions = {},
): Promise<SqlFileResult> {
  return await database.session(async (session) => {
    const loader = new Loader(session, options)
    await loader.load(path, [])
    return loader.result()
  })
}

class Loader {
  readonly #session: Session
  readonly #options: SqlFileOptions
  readonly #skipped: SkippedStatement[] = []
  #statements = 0
  #rows = 0

  constructor(session: Session, options: SqlFileOptions) {
    this.#session = session
    this.#options = options
  }

  result(): SqlFileResult {
    return { statements: this.#statements, rows: this.#rows, skipped: this.#skipped }
  }

  /** @param around the files that include this one. */
  async load(path: string, around: readonly string[]): Promise<void> {
    const file = await realpath(path).catch((thrown: unknown) => {
      throw invalid(path, undefined, `The file ${path} cannot be read: ${messageOf(thrown)}`)
    })
    if (around.includes(file)) {
      throw invalid(
        path,
        undefined,
        `The file includes itself: ${[...around, file].slice(around.indexOf(file)).join(' → ')}`,
      )
    }
    const source = new SqlFile(path)
    const pieces = splitSql(source.text(), sqlRules[this.#session.dialect])
    let place: Place | undefined
    try {
      for await (const piece of pieces) {
        place = piece
        if (piece.kind === 'command') {
          if ((await this.#command(piece, path, [...around, file])) === 'end') return
        } else if (!isDecoded(piece.text, source.encoding)) await this.#run(piece, path)
      }
    } catch (thrown) {
      throw located(thrown, path, place)
    }
  }

  async #command(command: Command, path: string, around: readonly string[]): Promise<'end' | 'go on'> {
    switch (commandEffect(command.name, command.argument)) {
      case 'include':
        await this.load(resolve(dirname(path), fileArgument(command.argument)), around)
        return 'go on'
      case 'end':
        return 'end'
      case 'nothing':
        return 'go on'
      case 'passed over':
        this.#skip(command, path, command.name, 'the file goes on in the database that it is loaded into')
        return 'go on'
      case 'refused':
        throw invalid(path, command, `The command ${command.name} is not known here`, {
          hint: 'Take the command out of the file, or write what it does as SQL.',
        })
    }
  }

  async #run(piece: Statement | CopyBlock, path: string): Promise<void> {
    const { text } = piece
    try {
      if (piece.kind === 'copy') this.#rows += await this.#copy(piece)
      else if (this.#session.dialect === 'postgres' && isAboutDatabases(text)) {
        this.#skip(piece, path, firstWords(text), 'the file is loaded into the database that was given')
        return
      } else if (this.#session.dialect === 'postgres' && isOwnership(text)) await runApart(this.#session, text)
      else await this.#session.execute(text, this.#options)
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError)) throw thrown
      if (this.#options.missingRoles !== 'fail' && isOwnership(text) && missesRole(thrown)) {
        this.#skip(piece, path, firstWords(text), thrown.message)
        return
      }
      throw failed(thrown, piece, path)
    }
    this.#statements++
  }

  async #copy(block: CopyBlock): Promise<number> {
    const { copy } = this.#session
    if (copy) return await copy.in(block.text, bytesOf(block.data), this.#options)
    return await insertCopy(this.#session, block.text, bytesOf(block.data), this.#options)
  }

  #skip(place: Place, file: string, statement: string, reason: string): void {
    this.#skipped.push({ file, line: place.line, column: place.column, statement, reason })
  }
}

/** The connection speaks UTF-8, and so does what was decoded: the statement that told the encoding has done its work. */
function isDecoded(statement: string, encoding: string): boolean {
  const set = encodingSet(statement)
  if (set === undefined) return false
  if (set === encoding) return true
  throw new UnderstudyError('SQL_FILE_INVALID', {
    operation: 'load SQL file',
    message: `The file changes its encoding from ${encoding} to ${set}`,
    hint: 'Dump it with --encoding=UTF8.',
  })
}

async function* bytesOf(text: AsyncIterable<string>): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const block of text) yield Buffer.from(block)
}
