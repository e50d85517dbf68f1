import { generateData, type ParsedSchema, UnderstudyError, validateSchema } from '@understudy/sdk'
import type { GenerateOptions } from '../generation/generate-options.ts'
import type { Conflict } from './conflict.ts'
import type { Customizations } from './customizations.ts'

/** Customizations, and where each of their rules stands in what was given. */
export interface Placed {
  readonly customizations: Customizations
  readonly places: readonly number[]
}

/** A schema with customizations in it. After its own constraints stand the rules, then one for each value of `constants`. */
export interface Changed {
  readonly schema: {
    readonly entities: readonly { readonly name: string; readonly fields: readonly { readonly name: string }[] }[]
  }
  readonly options: GenerateOptions
  readonly constants: readonly { readonly entity: string; readonly field: string }[]
}

/**
 * Everything that contradicts, as the engine finds it and in the places of the customizations. The engine stops at the
 * first thing that it cannot plan: what it has named is left out, and it is asked again.
 */
export function contradictions(
  base: ParsedSchema,
  placed: Placed,
  change: (customizations: Customizations) => Changed,
): Conflict[] {
  const found = problemsOf(base, placed.places, change(placed.customizations))
  const rest = besides(placed, found)
  const isMore = JSON.stringify(rest.customizations) !== JSON.stringify(placed.customizations)
  return found.length > 0 && isMore ? [...found, ...contradictions(base, rest, change)] : found
}

/** What is left without what conflicts name: a field, all of an entity, a rule, the locale. */
export function besides({ customizations, places }: Placed, conflicts: readonly Conflict[]): Placed {
  const { volumes = {}, overrides = {}, fields = {}, rules = [], locale, ...others } = customizations
  const named = conflicts.map(({ at }) => at)
  const stays = (place: string) =>
    !named.some((at) => at === place || at.startsWith(`${place}.`) || at.startsWith(`${place}[`))
  const left = <Value>(all: Readonly<Record<string, Value>>, whole = (at: string) => !named.includes(at)) =>
    Object.fromEntries(Object.entries(all).filter(([at]) => whole(at)))
  const inner = <Value>(all: Readonly<Record<string, Readonly<Record<string, Value>>>>) =>
    Object.fromEntries(
      Object.entries(left(all)).map(([entity, its]) => [entity, left(its, (field) => stays(`${entity}.${field}`))]),
    )
  const kept = rules.flatMap((rule, index) => {
    const place = places[index] ?? index
    return stays(`rules[${place}]`) && !named.includes(String(rule.entity)) ? [{ rule, place }] : []
  })
  return {
    customizations: {
      ...others,
      volumes: left(volumes),
      overrides: inner(overrides),
      fields: inner(fields),
      rules: kept.map(({ rule }) => rule),
      ...(locale !== undefined && stays('locale') && { locale }),
    },
    places: kept.map(({ place }) => place),
  }
}

function problemsOf(base: ParsedSchema, rules: readonly number[], { schema, options, constants }: Changed): Conflict[] {
  const at = (path: string): string => {
    const [, kind, index, rest = ''] = /^(entities|constraints)\[(\d+)\](.*)$/.exec(path) ?? []
    if (kind === 'constraints') {
      const added = Number(index) - base.constraints.length
      const [place, constant] = [rules[added], constants[added - rules.length]]
      if (place !== undefined) return `rules[${place}]${rest}`
      return constant === undefined ? path : `${constant.entity}.${constant.field}`
    }
    const entity = schema.entities[Number(index)]
    if (!entity) return path
    const [, field, of = ''] = /^\.fields\[(\d+)\](.*)$/.exec(rest) ?? []
    return field === undefined ? `${entity.name}${rest}` : `${entity.name}.${entity.fields[Number(field)]?.name}${of}`
  }
  const { problems } = validateSchema(schema)
  const inPlaces = (message: string) => message.replaceAll(/constraints\[\d+\]/g, at)
  if (problems.length > 0) return problems.map(({ path, message }) => ({ at: at(path), why: inPlaces(message) }))
  try {
    generateData(schema, options)
    return []
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError)) throw thrown
    const place = thrown.code === 'LOCALE_UNKNOWN' ? 'locale' : (thrown.at ?? '')
    const { message } = thrown
    return [{ at: place, why: message.startsWith(`${place}: `) ? message.slice(place.length + 2) : message }]
  }
}
