import { RequestError } from '../../../errors/request-error.ts'
import type { Call, Services } from '../../call.ts'
import { teamFor } from '../../teams/team-for.ts'
import type { Shown } from '../chunks/chunk.ts'
import { isMasked, type PersonalField } from '../personal-fields.ts'
import { auditReveal } from './audit-read.ts'
import { maskLines } from './mask-lines.ts'
import type { ReadableVersion, VersionEntity } from './version.ts'

const inFull: Shown = { as: '', chunk: (chunk) => chunk }

/**
 * What somebody sees of the rows of a dataset. No chunk is opened without one, so that what is made next to give rows
 * asks for it, too: `sightFor` for whoever asks, `unmasked` for what the server itself does with rows and shows nobody.
 */
export class Sight {
  /** Lower case, by entity. */
  readonly #hidden: ReadonlyMap<string, ReadonlySet<string>>

  private constructor(hidden: Iterable<PersonalField>) {
    const sets = new Map<string, Set<string>>()
    for (const { entity, field } of hidden) {
      const fields = sets.get(entity) ?? new Set()
      sets.set(entity, fields.add(field.toLowerCase()))
    }
    this.#hidden = sets
  }

  static of(personal: readonly PersonalField[]): Sight {
    return new Sight(personal.filter(isMasked))
  }

  static readonly unmasked = new Sight([])

  hides(entity: string, field: string): boolean {
    return this.#hidden.get(entity)?.has(field.toLowerCase()) === true
  }

  /** Columns of the entity that are masked. */
  masked({ entity, columns }: Pick<VersionEntity, 'entity' | 'columns'>): string[] {
    return columns.map(({ name }) => name).filter((name) => this.hides(entity, name))
  }

  /** As its rows are shown: a mask is text, and tells no two rows apart. */
  entity(entity: VersionEntity): VersionEntity {
    const masked = new Set(this.masked(entity))
    if (masked.size === 0) return entity
    return {
      ...entity,
      columns: entity.columns.map(({ name, type }) => ({ name, type: masked.has(name) ? 'text' : type })),
      primaryKey: entity.primaryKey.some((name) => masked.has(name)) ? [] : entity.primaryKey,
    }
  }

  rows(entity: string): Shown {
    const fields = this.#hidden.get(entity)
    if (!fields) return inFull
    return { as: JSON.stringify([...fields].sort()), chunk: (chunk) => maskLines(chunk, fields) }
  }

  /** Whoever could ask which rows have a value would learn it by asking often. */
  refuseFilter({ entity }: VersionEntity, filter: { readonly fields: readonly string[] } | undefined): void {
    const hidden = (filter?.fields ?? []).filter((field) => this.hides(entity, field))
    if (hidden.length === 0) return
    throw new RequestError('FIELD_MASKED', {
      message: `the filter asks for ${hidden.join(', ')}, which is masked for you`,
      details: { entity, fields: hidden },
    })
  }
}

/** For what the server itself does with rows: judges, counts, copies, of which nobody is shown a value. */
export const { unmasked } = Sight

interface Look {
  /** Without masks: for whoever may, and noted in the trail. */
  readonly reveal?: boolean | undefined
  /** Those that are looked at; all where left out. */
  readonly entities?: readonly VersionEntity[] | undefined
}

/** What the caller sees of a version: masked, unless they ask to see all and may. That is in the trail before a row is read. */
export async function sightFor(
  services: Pick<Services, 'store' | 'trail' | 'now'>,
  call: Call,
  team: string,
  found: Pick<ReadableVersion, 'dataset' | 'version' | 'entities'>,
  { reveal = false, entities = found.entities }: Look = {},
): Promise<Sight> {
  const masked = Sight.of(found.dataset.personal)
  if (!reveal) return masked
  await teamFor(services, call, 'rows.reveal', team)
  const fields = entities.flatMap((entity) => masked.masked(entity).map((name) => `${entity.entity}.${name}`))
  if (fields.length === 0) return masked
  await auditReveal(services, call, team, found.dataset.id, { version: found.version, fields: fields.join(', ') })
  return unmasked
}
