import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { isProcessThere, type ProcessMark } from '../database/is-process-there.ts'
import { UnderstudyError } from '../errors.ts'
import { stateFolder } from '../safety/state-folder.ts'
import type { CloneOperation } from './clone-operation.ts'
import { writeDurably } from './place/durable.ts'
import { isId } from './place/place-names.ts'

/** What a clone's folder tells of it. Neither it nor the other files of the folder hold a value or a secret. */
export interface CloneRecord {
  readonly version: 1
  readonly operation: CloneOperation
  readonly source: RecordedSide
  readonly target: RecordedSide
  readonly planHash: string | null
  /** Of the staging database, noted before it is promoted: by it a later process knows whether it was. */
  readonly identity: string | null
  /** It failed or was cancelled, and what it copied still stands. */
  readonly left?: boolean
  /** What works, or worked, on it. */
  readonly process: ProcessMark
}

export interface RecordedSide {
  readonly address: string
  readonly environment: string | null
}

function clonesFolder(folder: string | undefined): string {
  return folder ?? join(stateFolder(), 'clones')
}

export function cloneFolder(folder: string | undefined, id: string): string {
  return join(clonesFolder(folder), id)
}

export async function writeRecord(folder: string | undefined, record: CloneRecord): Promise<void> {
  const own = cloneFolder(folder, record.operation.id)
  await mkdir(own, { recursive: true, mode: 0o700 })
  await writeDurably(join(own, 'operation.json'), `${JSON.stringify(record, undefined, 2)}\n`)
}

export async function readRecord(folder: string | undefined, id: string): Promise<CloneRecord> {
  const record = await findRecord(folder, id)
  if (record) return record
  throw new UnderstudyError('CLONE_UNKNOWN', {
    operation: 'find the clone',
    message: `There is no clone ${JSON.stringify(id)} in ${clonesFolder(folder)}`,
  })
}

export async function findRecord(folder: string | undefined, id: string): Promise<CloneRecord | undefined> {
  const file = join(cloneFolder(folder, id), 'operation.json')
  if (!isId(id) || !existsSync(file)) return undefined
  return cloneRecordOf(JSON.parse(await readFile(file, 'utf8')))
}

/** All clones that are known on this machine, the newest first. */
export async function readRecords(folder?: string): Promise<CloneRecord[]> {
  const all = clonesFolder(folder)
  if (!existsSync(all)) return []
  const names = (await readdir(all)).filter((name) => isId(name) && existsSync(join(all, name, 'operation.json')))
  const records = await Promise.all(names.map((id) => readRecord(folder, id)))
  return records.sort((a, b) => b.operation.startedAt.getTime() - a.operation.startedAt.getTime())
}

/** Whether the process that works on it is still there; of another machine nobody knows. */
export function isAtWork({ operation, process: worker }: CloneRecord): boolean {
  if (operation.status !== 'in_progress' && operation.status !== 'pending') return false
  return isProcessThere(worker)
}

/** As it was, of what became JSON and was parsed again. */
export function cloneRecordOf(record: CloneRecord): CloneRecord {
  const { operation } = record
  return {
    ...record,
    operation: {
      ...operation,
      startedAt: new Date(operation.startedAt),
      completedAt: operation.completedAt === null ? null : new Date(operation.completedAt),
      logs: operation.logs.map((log) => ({ ...log, at: new Date(log.at) })),
    },
  }
}
