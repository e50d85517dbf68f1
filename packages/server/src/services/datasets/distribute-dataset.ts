import type { Vector } from '@understudy/sdk/formats'
import { type Batch, batchOf } from '@understudy/sdk/formats'
import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { insertDataset } from './create-dataset.ts'
import { type Customizations, conflictsOf } from './customize.ts'
import { type Dataset, findDataset } from './dataset.ts'
import { batchesOfLines } from './read/batches-of-chunk.ts'
import { readChunks } from './read/read-chunks.ts'
import { findVersion, type VersionEntity } from './read/version.ts'
import { openVersionWriter } from './write/open-version-writer.ts'

export interface Distribution {
  readonly team: string
  readonly dataset: string
  readonly version?: number | undefined
  /** The team that gets it, by slug or id. */
  readonly to: string
  /** What it is called there; as here where left out. */
  readonly as?: string | undefined
  readonly customizations?: Customizations | undefined
}

export interface Distributed {
  readonly id: string
  readonly team: string
  readonly dataset: string
  readonly version: number
  readonly rows: number
}

/**
 * A version becomes the next version of a dataset of another team: its own copy, under its own keys, with what that team
 * changes in it. Whoever does it may give here and may write there. What contradicts is refused as a whole, every
 * conflict named.
 */
export async function distributeDataset(services: Services, call: Call, input: Distribution): Promise<Distributed> {
  const { id: from } = await teamFor(services, call, 'datasets.distribute', input.team)
  const { id: to } = await teamFor(services, call, 'datasets.write', input.to)
  if (from === to) throw new RequestError('REQUEST_INVALID', { message: 'the team has it already' })
  const { store } = services
  const customizations = input.customizations ?? {}
  const found = await store.readTeam(from, (db) => findVersion(db, from, input.dataset, input.version))
  const conflicts = conflictsOf(found.entities, customizations)
  if (conflicts.length > 0) {
    throw new RequestError('CONFLICT', {
      message: `the customizations contradict the dataset: ${conflicts.map(({ at, why }) => `${at}: ${why}`).join('; ')}`,
      details: { conflicts },
    })
  }
  const source = { team: from, dataset: found.dataset.id, version: found.version }
  const target = await targetOf(services, call, to, input.as ?? found.dataset.name, source.dataset)
  const origin = { kind: 'distribution', ...source }
  const writer = await openVersionWriter(services, call, { team: to, dataset: target.id, origin })
  try {
    for (const entity of found.entities) {
      for await (const batch of customized(services, call, source, entity, customizations)) await writer.write(batch)
    }
    const id = services.newId()
    const primaryKeys = Object.fromEntries(found.entities.map(({ entity, primaryKey }) => [entity, primaryKey]))
    const { rows } = await writer.publish({ primaryKeys }, async (tx, note) => {
      await tx
        .insertInto('distributions')
        .values({
          team_id: to,
          id,
          dataset_id: target.id,
          version: writer.version,
          from_team: from,
          from_dataset: source.dataset,
          from_version: source.version,
          customizations: JSON.stringify(namesOnly(customizations)),
          at: services.now().toISOString(),
        })
        .execute()
      const data = { from, dataset: source.dataset, version: source.version }
      note.event({ type: 'dataset.distributed', subject: `dataset:${target.id}`, data })
    })
    await change(services, call, from, async (_tx, note) => {
      const details = { to, dataset: target.id, version: source.version, rows }
      note.audit({ action: 'dataset.distribute', subject: `dataset:${source.dataset}`, details })
      note.event({ type: 'dataset.distributed', subject: `dataset:${source.dataset}`, data: { to, rows } })
    })
    return { id, team: to, dataset: target.id, version: writer.version, rows }
  } catch (thrown) {
    await writer.discard()
    throw thrown
  }
}

/** The team's dataset of that name that came from the same one before, or a new one; not one that is its own. */
async function targetOf(
  services: Services,
  call: Call,
  team: string,
  name: string,
  from: string,
): Promise<Pick<Dataset, 'id'>> {
  const known = await services.store.readTeam(team, async (db) => {
    const dataset = await findDataset(db, team, name).catch((thrown: unknown) => {
      if (thrown instanceof RequestError && thrown.code === 'NOT_FOUND') return undefined
      throw thrown
    })
    if (!dataset) return undefined
    const versions = await db
      .selectFrom('versions')
      .select('origin')
      .where('team_id', '=', team)
      .where('dataset_id', '=', dataset.id)
      .execute()
    // One that broke off counts too: what failed can be done again.
    const isOfIt = versions.some(({ origin }) => JSON.parse(origin).dataset === from)
    return { dataset, isOfIt }
  })
  if (!known) return insertDataset(services, call, team, { name, description: '' })
  if (known.isOfIt) return known.dataset
  throw new RequestError('CONFLICT', {
    message: `the team has a dataset ${JSON.stringify(name)} that did not come from this one`,
    hint: 'Give another name there: `as`.',
    details: { conflicts: [{ at: name, why: 'the name is taken' }] },
  })
}

async function* customized(
  services: Services,
  call: Call,
  source: { readonly team: string; readonly dataset: string; readonly version: number },
  entity: VersionEntity,
  { volumes = {}, overrides = {}, without = {} }: Customizations,
): AsyncGenerator<Batch> {
  const most = volumes[entity.entity] ?? entity.rows
  const values = new Map(Object.entries(overrides[entity.entity] ?? {}))
  const dropped = new Set(without[entity.entity])
  for await (const chunk of readChunks(services, { ...source, entity: entity.entity }, call.signal)) {
    const rows = Math.min(chunk.rows, most - chunk.firstRow)
    if (rows <= 0) return
    const lines = chunk.bytes.subarray(0, chunk.starts[rows]!)
    for await (const batch of batchesOfLines(entity.entity, entity.columns, lines, chunk.firstRow)) {
      const columns = batch.columns
        .filter(({ name }) => !dropped.has(name))
        .map(({ name, vector }) => {
          const value = values.get(name)
          return value === undefined ? { name, vector } : { name, vector: repeated(name, value, batch.length) }
        })
      yield { ...batch, columns }
    }
  }
}

function repeated(name: string, value: unknown, length: number): Vector {
  const rows = Array.from({ length }, () => ({ [name]: value }))
  return batchOf('', rows, [{ name }]).columns[0]!.vector
}

/** Which fields were given values, and not which values: the row is kept in clear. */
function namesOnly({ volumes = {}, overrides = {}, without = {} }: Customizations) {
  const fields = Object.entries(overrides).map(([entity, values]) => [entity, Object.keys(values)])
  return { volumes, overrides: Object.fromEntries(fields), without }
}
