import { readdir, readFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { codeOf, messageOf, UnderstudyError } from '../errors.ts'
import { type LedgerHeader, type LedgerLine, parseHeader, parseLine } from './ledger-line.ts'
import type { Resource } from './resource.ts'

export interface OpenEntry {
  readonly id: string
  readonly testId: string | undefined
  readonly resource: Resource
}

/** A file of a ledger as it stands. */
export interface LedgerFile {
  readonly file: string
  readonly header: LedgerHeader
  /** Not done, in the order in which they were intended. */
  readonly open: readonly OpenEntry[]
  /** The run said that it adds nothing more. */
  readonly closed: boolean
  /** Lines in the middle that cannot be read; one that was cut off at the end was never answered, and is none of them. */
  readonly damaged: number
  /** In milliseconds. */
  readonly touched: number
}

interface Ledgers {
  readonly files: readonly LedgerFile[]
  readonly unreadable: readonly { readonly file: string; readonly reason: string }[]
  /** Files without a whole first line: nothing was created by their runs, or the first line is about to be written. */
  readonly empty: readonly string[]
}

/** All files of the folder; one that is not there has none. */
export async function readLedgers(folder: string): Promise<Ledgers> {
  const files: LedgerFile[] = []
  const unreadable: { file: string; reason: string }[] = []
  const empty: string[] = []
  for (const name of (await namesIn(folder)).filter((one) => one.endsWith('.ndjson')).sort()) {
    const file = join(folder, name)
    try {
      const read = await readLedger(file)
      if (read === 'empty') empty.push(file)
      else files.push(read)
    } catch (thrown) {
      // Its run has just ended, or another sweep was faster.
      if (codeOf(thrown) === 'ENOENT') continue
      unreadable.push({ file, reason: messageOf(thrown) })
    }
  }
  return { files, unreadable, empty }
}

export async function readLedger(file: string): Promise<LedgerFile | 'empty'> {
  const { mtimeMs, uid } = await stat(file)
  const me = process.getuid?.() ?? 0
  // What somebody else wrote must not decide what is deleted with my rights.
  if (me !== 0 && uid !== me) throw new Error('it belongs to another user')
  const text = await readFile(file, 'utf8')
  const lines = text.split('\n')
  lines.pop()
  const [first, ...rest] = lines
  if (first === undefined) return 'empty'
  const header = parseHeader(first)
  if (header === undefined) throw new Error('it is no ledger of this version of understudy')
  return { file, header, touched: mtimeMs, ...standOf(rest) }
}

function standOf(lines: readonly string[]): Pick<LedgerFile, 'open' | 'closed' | 'damaged'> {
  const open = new Map<string, OpenEntry>()
  let closed = false
  let damaged = 0
  for (const text of lines) {
    const line: LedgerLine | undefined = parseLine(text)
    if (line === undefined) damaged++
    else if ('intend' in line) open.set(line.intend, { id: line.intend, testId: line.testId, resource: line.resource })
    else if ('done' in line) open.delete(line.done)
    else if ('closed' in line) closed = true
  }
  return { open: [...open.values()], closed, damaged }
}

/** None of a folder that is not there. */
export async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (thrown) {
    if (codeOf(thrown) === 'ENOENT') return []
    throw new UnderstudyError('LEDGER_UNREADABLE', {
      operation: 'read the ledgers',
      message: `The folder ${folder} cannot be read: ${messageOf(thrown)}`,
      cause: thrown,
    })
  }
}
