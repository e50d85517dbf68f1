import type { Kysely } from 'kysely'
import { z } from 'zod'
import { RequestError } from '../../../errors/request-error.ts'
import type { TeamTables } from '../../../store/tables/team-tables.ts'
import { datasetNamed, findDataset } from '../../datasets/dataset.ts'
import type { Gate } from '../gate.ts'

const place = z.object({ dataset: z.string(), version: z.number().int(), rows: z.number() })

/** What a version is held against, as it was when the check began. */
export const referenceInput = z.object({
  reference: place.nullable(),
  holdout: place.nullable(),
  /** What keeps it from being held against anything. */
  why: z.string().nullable(),
  /** There is nothing yet that it could be held against, which is nobody's fault. */
  first: z.boolean(),
})
export type GateReference = z.infer<typeof referenceInput>

/** Undefined where the gate asks for neither. What is missing is said, and fails later, at the gate. */
export async function referenceFor(
  db: Kysely<TeamTables>,
  { team, dataset }: { readonly team: string; readonly dataset: string },
  gate: Gate | null,
): Promise<GateReference | undefined> {
  if (!gate?.reference || (!gate.fidelity && !gate.privacy)) return undefined
  const { reference: asked, holdout: held } = { reference: gate.reference, holdout: gate.reference.holdout }
  const reference = await placeOf(db, team, asked.dataset ?? dataset, asked.version)
  const holdout = held && (await placeOf(db, team, held.dataset, held.version))
  const first = reference === undefined && asked.dataset === null && asked.version === undefined
  const why = first
    ? 'the dataset had no version yet to hold it against'
    : reference === undefined
      ? 'the version that it is to be held against is not there'
      : held !== undefined && holdout === undefined
        ? 'the version that is held out is not there'
        : null
  return { reference: reference ?? null, holdout: holdout ?? null, why, first }
}

async function placeOf(db: Kysely<TeamTables>, team: string, named: string, wanted: number | undefined) {
  const found = await datasetNamed(db, team, named)
  const version = wanted ?? found?.publishedVersion
  if (!found || version == null) return undefined
  const row = await db
    .selectFrom('versions')
    .select('rows')
    .where('team_id', '=', team)
    .where('dataset_id', '=', found.id)
    .where('version', '=', version)
    .where('status', '=', 'ready')
    .executeTakeFirst()
  return row && { dataset: found.id, version: Number(version), rows: Number(row.rows) }
}

/** A gate with the ids of what it names. What it asks for has to be measurable. */
export async function judgeGate(db: Kysely<TeamTables>, team: string, gate: Gate | null): Promise<Gate | null> {
  if (!gate) return null
  const { reference, fidelity, privacy } = gate
  if (!reference) {
    if (fidelity || privacy) throw wrong('gate.reference', 'fidelity and privacy are held against a reference: name it')
    return gate
  }
  if (privacy && reference.dataset === null) {
    throw wrong('gate.reference.dataset', 'privacy is that of real people: name the dataset with their rows')
  }
  if (privacy?.risk !== undefined && !reference.holdout) {
    throw wrong('gate.reference.holdout', 'a risk is measured against real rows that nobody learned from: name them')
  }
  const idOf = async (named: string) => (await findDataset(db, team, named)).id
  return {
    ...gate,
    reference: {
      ...reference,
      dataset: reference.dataset === null ? null : await idOf(reference.dataset),
      ...(reference.holdout
        ? { holdout: { ...reference.holdout, dataset: await idOf(reference.holdout.dataset) } }
        : {}),
    },
  }
}

function wrong(path: string, message: string): RequestError {
  return new RequestError('REQUEST_INVALID', {
    message: `this endpoint expects another request: ${path}: ${message}`,
    details: { problems: [{ path, message }] },
  })
}
