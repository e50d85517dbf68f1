import type { CloneRecord } from './clone-record.ts'

/**
 * Where clones are kept track of, beyond the process that works on one: whoever has the same goes on with what another
 * began. A folder of this machine is one; a store that several machines reach is another. What is written is kept for
 * good when the call returns, and a call that fails ends the run that made it.
 */
export interface CloneKeeping {
  /** Undefined where there is no such clone. */
  read(id: string): Promise<CloneRecord | undefined>
  write(record: CloneRecord): Promise<void>
  /** All of them, in any order. */
  list(): Promise<readonly CloneRecord[]>
  /** Whether somebody else works on it now: then nobody goes on with it. */
  isAtWork(record: CloneRecord): boolean
  ledger(id: string): LedgerText
  /** What a clone was made of, and what was found of it. */
  keep(id: string, document: 'manifest' | 'verification', content: object): Promise<void>
  forget(id: string): Promise<void>
  /** A folder of this machine, there already: for what memory has no room for while a process lives. */
  scratch(id: string): Promise<string>
}

/** The text of a ledger, to which lines are added at its end. */
export interface LedgerText extends AsyncDisposable {
  /** '' where there is none yet. Called once, before anything is added. */
  read(): Promise<string>
  /** What others have added since it was read; left out where nobody else adds any. */
  more?(): Promise<string>
  /** A last line that is torn, of so many bytes, goes. */
  cutEnd(bytes: number): Promise<void>
  /** Kept for good when it returns: after it the target may commit. */
  append(lines: string): Promise<void>
  /** What was read no longer counts. */
  remove(): Promise<void>
}
