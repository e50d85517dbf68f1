import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CloneKeeping, type CloneRecord, cloneRecordOf } from '@understudy/sdk/clone'
import type { TeamTransaction } from '../../store/store.ts'
import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { type CloneProgress, type CloneRow, clonePlace, openAs } from './clone.ts'
import type { CloneWatch } from './clone-progress.ts'
import { StoredLedger } from './stored-ledger.ts'

type KeepingServices = Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'newId'>

interface KeepingOptions {
  readonly call: Call
  readonly team: string
  readonly id: string
  readonly job: string
  /** Throws where this run does not hold the job any more: then nothing is kept, and the clone goes no further. */
  readonly guard: (tx: TeamTransaction) => Promise<void>
  /** How far it is, whenever its record is written: all of it is kept, and what is new is told. */
  readonly progress?: Pick<CloneWatch, 'now' | 'news'>
}

/** Where a clone keeps its state: in the store, so that any worker goes on with it, and under the fence of its job. */
export function storeKeeping(
  services: KeepingServices,
  { call, team, id, job, guard, progress }: KeepingOptions,
): CloneKeeping & AsyncDisposable {
  const { store, sealer } = services
  let scratch: Promise<string> | undefined
  const set = async (
    values: Partial<Pick<CloneRow, 'record_sealed' | 'verification_sealed' | 'progress'>>,
    told?: CloneProgress,
  ) => {
    await change(services, call, team, async (tx, note) => {
      await guard(tx)
      await tx.updateTable('clones').set(values).where('team_id', '=', team).where('id', '=', id).execute()
      if (told) note.event({ type: 'clone.progressed', subject: `job:${job}`, data: { clone: id, ...told } })
    })
  }
  const read = async (): Promise<CloneRecord | undefined> => {
    const row = await store.readTeam(team, (db) =>
      db
        .selectFrom('clones')
        .select(['team_id', 'id', 'record_sealed'])
        .where('team_id', '=', team)
        .where('id', '=', id)
        .executeTakeFirst(),
    )
    const record = row && (await openAs<CloneRecord>(services, row, 'record', row.record_sealed))
    return record ? cloneRecordOf(record) : undefined
  }
  return {
    read,
    async write(record) {
      const record_sealed = await sealer.sealJson(team, clonePlace('record', id), record)
      await set({ record_sealed, ...(progress ? { progress: JSON.stringify(progress.now()) } : {}) }, progress?.news())
    },
    async list() {
      const record = await read()
      return record ? [record] : []
    },
    // Whose turn it is the job's fence says.
    isAtWork: () => false,
    ledger: () => new StoredLedger(services, { team, id, guard }),
    async keep(_id, document, content) {
      // Of what it is made the plan tells, which is kept with it.
      if (document === 'manifest') return
      await set({ verification_sealed: await sealer.sealJson(team, clonePlace('verification', id), content) })
    },
    async forget() {
      await new StoredLedger(services, { team, id, guard }).remove()
    },
    scratch() {
      scratch ??= mkdtemp(join(tmpdir(), 'understudy-clone-'))
      return scratch
    },
    async [Symbol.asyncDispose]() {
      const folder = await scratch?.catch(() => undefined)
      if (folder !== undefined) await rm(folder, { recursive: true, force: true })
    },
  }
}
