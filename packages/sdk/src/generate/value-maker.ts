import { UnderstudyError } from '../errors.ts'
import { type Domain, hasNoValue } from '../model/expression/domain.ts'
import type { EntityDefinition, FieldDefinition } from '../model/schema.ts'
import { type Stream, substream } from '../random/stream.ts'
import type { Maker } from '../values/kind.ts'
import type { Locale } from '../values/locale.ts'
import { kindNamed, makerOf } from '../values/registry.ts'
import { type ChosenKind, chooseKind } from './choose-kind.ts'
import { candidatesIn, restricts, shareInside, takes } from './fit-domain.ts'

export interface MakerSettings {
  readonly stream: Stream
  readonly locale: Locale
  /** Values by type alone: no meaning is read out of names. */
  readonly basic: boolean
}

/** Below this, drawing rows again until they fit takes too long to be a way. */
const ENOUGH = 0.1

/**
 * A maker for one field of one entity, keyed by seed, entity, field and the kind's version. Where constraints narrow the
 * field, the kind is given their bounds; one that can't keep inside them is replaced by one that can.
 */
export function valueMaker(
  entity: EntityDefinition,
  field: FieldDefinition,
  domain: Domain | undefined,
  unique: boolean,
  settings: MakerSettings,
): Maker {
  try {
    const chosen = chooseKind(entity, field, settings.basic)
    const make = (one: ChosenKind): Maker => makerFor(entity, field, one, unique, settings)
    if (!domain || !restricts(domain) || hasNoValue(domain)) return make(chosen)
    return (
      firstInside(candidatesIn(domain, chosen, field, kindNamed(chosen.kind)), domain, unique ? 1 : ENOUGH, make) ??
      make(chosen)
    )
  } catch (thrown) {
    if (thrown instanceof UnderstudyError) throw placed(thrown, `${entity.name}.${field.name}`)
    throw thrown
  }
}

/** The first that always fits, or else the first that mostly does; the row rules see to the rest. */
function firstInside(
  candidates: readonly ChosenKind[],
  domain: Domain,
  enough: number,
  make: (chosen: ChosenKind) => Maker,
): Maker | undefined {
  let mostly: Maker | undefined
  for (const candidate of candidates) {
    const maker = attempted(() => make(candidate))
    if (!maker) continue
    const share = shareInside(maker, domain)
    if (share === 1) return maker
    if (share >= enough) mostly ??= maker
  }
  return mostly
}

/** Bounds that a kind cannot have (a pattern beyond its subset, a range of nothing) leave the next candidate. */
function attempted(make: () => Maker): Maker | undefined {
  try {
    return make()
  } catch (thrown) {
    if (
      thrown instanceof UnderstudyError &&
      (thrown.code === 'KIND_OPTIONS_INVALID' || thrown.code === 'CAPACITY_EXCEEDED')
    )
      return undefined
    throw thrown
  }
}

function makerFor(
  entity: EntityDefinition,
  field: FieldDefinition,
  chosen: ChosenKind,
  unique: boolean,
  { stream, locale }: MakerSettings,
): Maker {
  const kind = kindNamed(chosen.kind)
  const scale = field.scale !== undefined && takes(kind, 'scale') ? { scale: field.scale } : {}
  return makerOf(
    chosen.kind,
    { ...scale, ...chosen.options },
    {
      stream: substream(stream, entity.name, field.name, `${kind.name}@${kind.version}`),
      record: substream(stream, entity.name, 'record', chosen.record ?? ''),
      unique,
      locale,
      maxLength: chosen.maxLength,
      type: field.type,
      distribution: field.distribution,
    },
  )
}

function placed(thrown: UnderstudyError, at: string): UnderstudyError {
  const { code, operation, message, hint, details, cause } = thrown
  return new UnderstudyError(code, {
    operation,
    message: `${at}: ${message}`,
    hint,
    at: thrown.at ? `${at}, ${thrown.at}` : at,
    details,
    cause,
  })
}
