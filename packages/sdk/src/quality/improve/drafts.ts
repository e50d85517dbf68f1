import { counted } from '../../model/counted.ts'
import { demandOf } from '../demand-of.ts'
import type { Patch } from '../improvement.ts'
import type { RuleResult } from '../quality-report.ts'
import { namesText } from '../rule-parts.ts'
import type { Rule } from '../rules.ts'
import type { Effect } from './predicted-change.ts'

/** What could be done about a rule that rows fail; the best guess first. */
export interface Draft {
  readonly patch: Patch
  /** What is to be done, without its end. */
  readonly text: string
  readonly effect: Effect | undefined
}

export function draftsOf(rule: Rule, result: RuleResult): readonly Draft[] {
  const { entity } = rule
  switch (rule.type) {
    case 'notNull':
    case 'complete':
    case 'primaryKey':
    case 'tupleInSet':
    case 'pairEqual':
    case 'expressionTrue':
    case 'conditional':
    case 'sumEquals':
      return [dropped(rule)]
    case 'missingMarkers':
      return [emptied(rule, rule.column)]
    case 'type':
    case 'notInSet':
      return [emptied(rule, rule.column), dropped(rule)]
    case 'inSet':
    case 'regex':
    case 'namedFormat':
    case 'length':
      return [...trimmed(rule, rule.column, result), emptied(rule, rule.column), dropped(rule)]
    case 'range':
      return [...clampedTo(rule), emptied(rule, rule.column), dropped(rule)]
    case 'consistentCasing':
      return [
        ...(rule.where === undefined ? [respelled(rule, rule.column, 'most')] : []),
        ...trimmed(rule, rule.column, result),
        lowered(rule, rule.column, result),
      ]
    case 'functionalDependency':
      return rule.where === undefined ? [filledBy(rule, rule.determines, rule.columns), dropped(rule)] : []
    case 'pairGreater': {
      const swap: Draft = {
        patch: { type: 'swap', entity, columns: [rule.lesser, rule.greater], where: { failing: rule } },
        text: `exchange ${rule.lesser} and ${rule.greater} where they are the wrong way round${rule.orEqual === true ? '' : '; where they are equal it does not help'}`,
        effect: { type: 'heal' },
      }
      return [swap, dropped(rule)]
    }
    case 'unique':
      return [rule.where === undefined ? firstKept(rule, rule.columns) : dropped(rule)]
    case 'duplicateRows':
      return [rule.where === undefined && rule.except === undefined ? firstKept(rule, []) : dropped(rule)]
    case 'foreignKey': {
      const { columns, parent, parentColumns } = rule
      // Rows that refer to rows of their own entity take others with them when they go.
      const drops =
        parent === entity
          ? []
          : [rule.where === undefined ? orphansDropped(rule, { columns, parent, parentColumns }) : dropped(rule)]
      const [column, ...more] = columns
      return column === undefined || more.length > 0 ? drops : [...drops, emptied(rule, column)]
    }
    default:
      // Of all others no change of single rows is known that keeps them.
      return []
  }
}

/** Where a sample was all that said so, the rule may be what is wrong. */
export function tolerated(rule: Rule, { failed, considered }: RuleResult): Draft | undefined {
  if (rule.from?.source !== 'sample' || considered < 2) return undefined
  // Rounded up, so that what was found is tolerated.
  const share = Math.min(1, Math.ceil((failed / considered) * 10_000) / 10_000)
  return {
    patch: { type: 'change-rule', rule: rule.id, change: { fail: { share } } },
    text: `let the rule tolerate ${Number((share * 100).toFixed(2))} %: it was learned of a sample`,
    effect: undefined,
  }
}

function emptied(rule: Rule, column: string): Draft {
  return {
    patch: { type: 'set-null', entity: rule.entity, column, where: { failing: rule } },
    text: `set ${column} to null, as its value cannot be meant`,
    effect: { type: 'empty', column },
  }
}

function dropped(rule: Rule): Draft {
  return {
    patch: { type: 'drop-rows', entity: rule.entity, where: { failing: rule } },
    text: 'leave these rows out',
    effect: { type: 'drop' },
  }
}

function firstKept(rule: Rule, columns: readonly string[]): Draft {
  const what = columns.length === 0 ? 'rows that are the same' : `rows with the same ${namesText(columns)}`
  return {
    patch: { type: 'keep-first', entity: rule.entity, columns },
    text: `keep the first of ${what}`,
    effect: { type: 'drop' },
  }
}

function orphansDropped(
  { entity }: Rule,
  key: { readonly columns: readonly string[]; readonly parent: string; readonly parentColumns: readonly string[] },
): Draft {
  return {
    patch: { type: 'drop-orphans', entity, ...key },
    text: `leave rows out that have no row of ${key.parent}`,
    effect: { type: 'drop' },
  }
}

function clampedTo(rule: Extract<Rule, { readonly type: 'range' }>): readonly Draft[] {
  const { entity, column, min, max, strict, where } = rule
  if (strict === true || where !== undefined || typeof min === 'string' || typeof max === 'string') return []
  return [
    {
      patch: {
        type: 'clamp',
        entity,
        column,
        ...(min === undefined ? {} : { min }),
        ...(max === undefined ? {} : { max }),
      },
      text: `move ${column} to the nearest bound, where it is a number`,
      effect: { type: 'heal' },
    },
  ]
}

/** Blanks around a value keep their place when it is masked, so that the sample shows them. */
function trimmed(rule: Rule, column: string, { sample, failed }: RuleResult): readonly Draft[] {
  const blank = sample.filter(({ values }) => values[column] != null && values[column]?.trim() !== values[column])
  if (blank.length === 0) return []
  const rows = Math.round((blank.length / sample.length) * failed)
  return [
    {
      patch: { type: 'trim', entity: rule.entity, column },
      text: `take the blanks around ${column} away`,
      effect: { type: 'heal', rows, column },
    },
  ]
}

function respelled(rule: Rule, column: string, as: readonly string[] | 'most'): Draft {
  const how = as === 'most' ? 'most rows write it' : 'the list writes it'
  return {
    patch: { type: 'respell', entity: rule.entity, column, as },
    text: `write ${column} as ${how}, where it differs in case and blanks alone`,
    effect: { type: 'heal', column },
  }
}

function filledBy(rule: Rule, column: string, by: readonly string[]): Draft {
  return {
    patch: { type: 'fill', entity: rule.entity, column, with: { by }, where: { failing: rule } },
    text: `give ${column} the value that most rows have with the same ${namesText(by)}`,
    effect: { type: 'heal' },
  }
}

function cased(rule: Rule, column: string, to: 'lower' | 'upper'): Draft {
  return {
    patch: { type: 'case', entity: rule.entity, column, to, where: { failing: rule } },
    text: `write ${column} in ${to} case there`,
    effect: { type: 'heal', column },
  }
}

/**
 * What may help, as far as the rows have what it takes: how many they are, only they themselves tell. By what other rules
 * say, where a value can be known.
 */
export function draftsToTry(rule: Rule, rules: readonly Rule[]): readonly Draft[] {
  switch (rule.type) {
    case 'notNull':
    case 'range':
    case 'length':
      return known(rule, rule.column, rules)
    case 'inSet':
      return [
        ...(rule.where === undefined && rule.values.every((value) => typeof value === 'string')
          ? [respelled(rule, rule.column, rule.values)]
          : []),
        ...known(rule, rule.column, rules),
      ]
    case 'regex':
    case 'namedFormat':
      return [cased(rule, rule.column, 'lower'), cased(rule, rule.column, 'upper'), ...known(rule, rule.column, rules)]
    default:
      return []
  }
}

/** By each dependency that says which value it is. */
function known(rule: Rule, column: string, rules: readonly Rule[]): readonly Draft[] {
  return rules.flatMap((other) =>
    other.type === 'functionalDependency' &&
    other.entity === rule.entity &&
    other.determines === column &&
    other.where === undefined
      ? [filledBy(rule, column, other.columns)]
      : [],
  )
}

function lowered(rule: Rule, column: string, { sample, failed }: RuleResult): Draft {
  const bare = sample.filter(({ values }) => values[column]?.trim() === values[column])
  const rows = sample.length === 0 ? failed : Math.round((bare.length / sample.length) * failed)
  return {
    patch: { type: 'case', entity: rule.entity, column, to: 'lower' },
    text: `write all of ${column} in lower case`,
    effect: { type: 'heal', rows, column },
  }
}

export function draftText(rule: Rule, failed: number, text: string, orphans: boolean): string {
  const rows = `${counted(failed, 'row')} of ${rule.entity}`
  const cost = orphans ? '; rows of others that refer to them lose what they refer to' : ''
  return `In ${rows} this does not hold: ${demandOf(rule)}. To do: ${text}${cost}.`
}
