import type { Evaluated } from '@understudy/sdk/quality'
import type { DatasetKey } from '../datasets/chunks/dataset-key.ts'

/** What one partition found, with the places of its rules in their list. */
interface RunPart extends Evaluated {
  readonly places: readonly number[]
}

interface PartPlace {
  readonly job: string
  readonly partition: number
}

const placeOf = ({ job, partition }: PartPlace) => `quality/part/${job}/${partition}`

/** For the row of a job, which is kept in the clear: failing rows are masked, and still nobody else's. */
export function sealPart(key: DatasetKey, place: PartPlace, part: RunPart): string {
  return Buffer.from(key.seal(placeOf(place), Buffer.from(JSON.stringify(part)))).toString('base64')
}

/** A cast: what opens is what this server sealed. */
export function openPart(key: DatasetKey, place: PartPlace, sealed: string): RunPart {
  return JSON.parse(Buffer.from(key.open(placeOf(place), Buffer.from(sealed, 'base64'))).toString()) as RunPart
}

/** As one pass over all rules would have found it. */
export function joinParts(parts: readonly RunPart[]): Evaluated {
  const placed = parts.flatMap(({ places, results }) => results.map((result, i) => ({ place: places[i]!, result })))
  const entities = new Map(parts.flatMap((part) => part.entities.map((one) => [one.entity, one] as const)))
  return {
    results: placed.sort((a, b) => a.place - b.place).map(({ result }) => result),
    entities: [...entities.values()],
  }
}
