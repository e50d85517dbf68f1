import type { MaskingColumn, MaskingTable, MaskingType } from '../masking-schema.ts'
import type { ColumnRule } from '../policy.ts'
import { transforms } from '../transforms/registry.ts'
import type { DetectedColumn } from './detect-table.ts'
import { labelOf, type PersonalClass } from './personal-class.ts'
import { suggestDecision, suggestDecisions } from './suggest-decision.ts'
import type { Weighed } from './weigh-clues.ts'

export interface PartsDecision {
  /** Undefined: people decide. */
  readonly decision: ColumnRule | undefined
  readonly why: string
}

/** How a column whose values are made of parts is masked; undefined where its values are one thing, or nothing was found inside. */
export function partRules(
  table: MaskingTable,
  column: MaskingColumn,
  found: DetectedColumn | undefined,
  least: number,
): PartsDecision | undefined {
  const inside = (found?.findings ?? []).filter(({ path }) => path !== undefined)
  const sure = surest(inside).filter(({ confidence }) => confidence >= least)
  if (sure.length === 0) return undefined
  const { value } = column
  const why = sure
    .map((finding) => `${labelOf(finding.class)} at ${finding.path}: ${finding.evidence.join('; ')}`)
    .join(' · ')
  const whole = (type: MaskingType, finding: Weighed): ColumnRule | undefined =>
    suggestDecision(finding.class, {
      table: table.name,
      name: column.name,
      type,
      nullable: column.nullable,
      unique: false,
    })
  switch (value.kind) {
    case 'list': {
      const [of] = sure
      if (of?.path === '$[*]' && value.element.kind !== 'composite') return { decision: whole(value, of), why }
      return value.element.kind === 'composite'
        ? { decision: fieldsRule(value.element, inside, '$[*]', least), why }
        : { decision: ruleOf('redact', undefined, value), why }
    }
    case 'composite':
      return { decision: fieldsRule(value, inside, '$', least), why }
    // One rule masks all values of a map, and no key: where values are of many kinds, none of them is left.
    case 'map':
      return {
        decision: sure.some(({ path }) => path?.endsWith('~'))
          ? undefined
          : sure.every((one) => one.class === sure[0]?.class) && sure[0]
            ? whole(value, sure[0])
            : ruleOf('redact', undefined, value),
        why,
      }
    case 'scalar':
      return { decision: jsonRule(sure), why }
    case 'range':
    case 'multirange':
    case 'unknown':
      return undefined
  }
}

/** For each place its likeliest finding. */
function surest(findings: readonly Weighed[]): readonly Weighed[] {
  const best = new Map<string, Weighed>()
  for (const finding of findings) {
    const path = finding.path ?? '$'
    if ((best.get(path)?.confidence ?? -1) < finding.confidence) best.set(path, finding)
  }
  return [...best.values()]
}

/** Every field needs a rule: those of which something is suspected are not kept. */
function fieldsRule(
  type: Extract<MaskingType, { kind: 'composite' }>,
  inside: readonly Weighed[],
  at: string,
  least: number,
): ColumnRule | undefined {
  const rules: Record<string, unknown> = {}
  for (const { name, value } of type.fields) {
    const plain = /^[A-Za-z_]\w*$/.test(name) ? `${at}.${name}` : `${at}[${JSON.stringify(name)}]`
    const rule = fieldRule(name, value, inside, plain, least)
    if (rule === undefined) return undefined
    rules[name] = typeof rule === 'string' || rule.options !== undefined ? rule : rule.transform
  }
  return ruleOf('fields', { fields: rules }, type)
}

function fieldRule(
  name: string,
  value: MaskingType,
  inside: readonly Weighed[],
  at: string,
  least: number,
): ColumnRule | 'keep' | undefined {
  const inner = value.kind === 'list' ? value.element : value
  const path = value.kind === 'list' ? `${at}[*]` : at
  if (inner.kind === 'composite') return fieldsRule(inner, inside, path, least)
  const finding = surest(inside.filter((one) => one.path === path))[0]
  if (finding === undefined && value.kind === 'scalar' && value.form !== 'text') return 'keep'
  const found = finding !== undefined && finding.confidence >= least
  const field = { table: '', name, type: value, nullable: true, unique: false }
  // Text that is no document may hold what looks like a tag of one.
  return suggestDecisions(found ? finding.class : 'document', field).find(
    ({ transform }) => found || transform !== 'xml' || (inner.kind === 'scalar' && inner.form === 'xml'),
  )
}

/** What no path leads to is redacted: nobody knows what else stands in such documents. */
function jsonRule(sure: readonly Weighed[]): ColumnRule | undefined {
  const paths: Record<string, unknown> = {}
  for (const finding of sure) {
    const form = numbers.has(finding.class) ? 'decimal' : 'text'
    const rule = suggestDecision(finding.class, {
      table: '',
      name: finding.path ?? '',
      type: { kind: 'scalar', form },
      nullable: true,
      unique: false,
    })
    if (finding.path === undefined || rule === undefined) return undefined
    paths[finding.path] = rule.options === undefined ? rule.transform : rule
  }
  return ruleOf('json', { paths }, undefined)
}

const numbers: ReadonlySet<PersonalClass> = new Set<PersonalClass>(['age', 'money', 'geo'])

/** The rule, where there is such a transform and it takes these options. */
function ruleOf(
  transform: string,
  options: Readonly<Record<string, unknown>> | undefined,
  type: MaskingType | undefined,
): ColumnRule | undefined {
  const known = transforms().find(({ name }) => name === transform)
  if (known === undefined || !known.options.safeParse(options ?? {}).success) return undefined
  if (transform === 'redact' && type?.kind === 'map' && !known.accepts.includes('text')) return undefined
  return options === undefined ? { transform } : { transform, options }
}
