import { ApiError } from '../client/api-error.ts'
import type { VersionListed } from '../services/datasets/list-versions.ts'
import type { Format, TeamAccess } from './team-access.ts'

/** One version of a dataset of a team. Its rows are read when they are asked for, as many times as they are. */
export interface TeamDataset {
  readonly id: string
  readonly name: string
  readonly teamId: string
  readonly version: number
  readonly metadata: Omit<VersionListed, 'version' | 'createdAt' | 'createdBy'>
  /** Of the dataset. */
  readonly createdAt: Date
  /** Of the version. */
  readonly updatedAt: Date
  /** Rows of an entity, which has to be named where there are several. */
  data(entity?: string): AsyncIterable<Record<string, unknown>>
  /** The same in a format, in the letters of any case: the one that was asked for, or NDJSON. */
  encoded(entity?: string, format?: string): AsyncIterable<Uint8Array>
}

export interface DataFilters {
  /** By id or name. */
  readonly dataset: string
  /** What is published, where none is named. */
  readonly version?: number | undefined
  /** An expression over the fields of a row: status = 'open' and total > 100. */
  readonly filter?: string | undefined
  /** Without masks: for whoever may, and noted in the trail. */
  readonly reveal?: boolean | undefined
  readonly format?: string | undefined
}

/** `team` by its id. */
export async function teamDataset(
  access: TeamAccess,
  team: string,
  { dataset: named, version: wanted, filter, reveal, format = 'ndjson' }: DataFilters,
): Promise<TeamDataset> {
  const dataset = await access.readDataset({ team, dataset: named })
  const version = wanted ?? dataset.publishedVersion
  if (version === null) throw nothingPublished()
  const found = await access.readVersion({ team, dataset: dataset.id, version })
  const { createdAt: updatedAt, createdBy: _createdBy, version: _version, ...metadata } = found
  const place = { team, dataset: dataset.id, version, filter, reveal }
  return {
    id: dataset.id,
    name: dataset.name,
    teamId: team,
    version,
    metadata,
    createdAt: new Date(dataset.createdAt),
    updatedAt: new Date(updatedAt),
    data: (entity) => access.rows({ ...place, entity }),
    encoded: (entity, asked = format) => access.bytes({ ...place, entity, format: formatOf(asked) }),
  }
}

function nothingPublished(): ApiError {
  return new ApiError(404, {
    errorCode: 'NOT_FOUND',
    message: 'the dataset has no published version yet',
    suggestedActions: ['Wait until a job has published one, or name the version.'],
  })
}

/** What is no format is refused by whoever would have to write it. */
function formatOf(name: string): Format {
  return name.toLowerCase() as Format
}
