import { type DataProfile, type DerivedQualityRules, deriveQualityRules, factsOfSchema } from '@understudy/sdk/quality'
import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'
import { datasetKey } from '../datasets/chunks/dataset-key.ts'
import type { PersonalField } from '../datasets/personal-fields.ts'
import { auditRead } from '../datasets/read/audit-read.ts'
import { findVersion } from '../datasets/read/version.ts'
import { readVersionSchema } from '../datasets/write/begin-version.ts'
import { teamFor } from '../teams/team-for.ts'
import { maskedProfile } from './masked-reports.ts'
import { profilePlace } from './profile-places.ts'

interface ProfileQuery {
  readonly team: string
  readonly dataset: string
  readonly version?: number | undefined
}
export interface ProfileRead {
  readonly dataset: string
  readonly version: number
  readonly at: string
  readonly profile: DataProfile
}

type Reading = Pick<Services, 'store' | 'sealer' | 'trail' | 'bell' | 'now' | 'newId'>

/** What a look at all rows of a version told: it shows bounds and frequent values of columns that are nobody's. */
export async function readProfile(services: Reading, call: Call, query: ProfileQuery): Promise<ProfileRead> {
  const { id: team } = await teamFor(services, call, 'datasets.read', query.team)
  const { found, row } = await find(services, team, query)
  if (!row) {
    throw new RequestError('NOT_FOUND', {
      message: `nobody has looked at the rows of version ${found.version} yet`,
      hint: 'POST to the same address: it starts a job that does.',
    })
  }
  return open(services, call, team, row, found.dataset.personal)
}

interface SuggestQuery extends ProfileQuery {
  /** Rules that are less sure are left out, and noted. */
  readonly minConfidence?: number | undefined
}
export interface Suggested extends DerivedQualityRules {
  readonly dataset: string
  readonly version: number
  /** What they come from. */
  readonly from: { readonly schema: boolean; readonly rows: boolean }
}

/** Rules for people to review: of what the schema of a version says, and of what was seen in its rows. */
export async function suggestRules(services: Reading, call: Call, query: SuggestQuery): Promise<Suggested> {
  const { id: team } = await teamFor(services, call, 'datasets.read', query.team)
  await teamFor(services, call, 'quality.read', team)
  const { found, row } = await find(services, team, query)
  const place = { team, dataset: found.dataset.id, version: found.version }
  const schema = await readVersionSchema(services, place)
  if (schema === undefined && !row) {
    throw new RequestError('NOT_FOUND', {
      message: `version ${found.version} came without a schema, and nobody has looked at its rows yet`,
      hint: 'POST …/profile starts a job that looks at them.',
    })
  }
  const profile = row ? (await open(services, call, team, row, found.dataset.personal)).profile : undefined
  const facts = schema === undefined ? undefined : factsOfSchema(schema)
  const { minConfidence } = query
  return {
    dataset: place.dataset,
    version: place.version,
    from: { schema: facts !== undefined, rows: profile !== undefined },
    ...deriveQualityRules({ facts, profile, minConfidence, name: found.dataset.name }),
  }
}

async function find({ store }: Reading, team: string, query: ProfileQuery) {
  return store.readTeam(team, async (db) => {
    const found = await findVersion(db, team, query.dataset, query.version)
    const row = await db
      .selectFrom('quality_profiles')
      .selectAll()
      .where('team_id', '=', team)
      .where('dataset_id', '=', found.dataset.id)
      .where('version', '=', found.version)
      .executeTakeFirst()
    return { found, row }
  })
}

/** A cast: what opens is what this server sealed. */
async function open(
  services: Reading,
  call: Call,
  team: string,
  row: {
    readonly dataset_id: string
    readonly version: number
    readonly profile_sealed: Uint8Array
    readonly at: string
  },
  personal: readonly PersonalField[],
): Promise<ProfileRead> {
  const [dataset, version] = [row.dataset_id, Number(row.version)]
  const key = await datasetKey(services, team, dataset)
  const text = Buffer.from(key.open(profilePlace(version), row.profile_sealed)).toString()
  const profile = maskedProfile(JSON.parse(text) as DataProfile, personal)
  const rows = profile.entities.reduce((sum, entity) => sum + entity.rows, 0)
  await auditRead(services, call, team, dataset, { action: 'profile.read', version, rows })
  return { dataset, version, at: row.at, profile }
}
