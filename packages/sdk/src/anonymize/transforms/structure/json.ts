import { z } from 'zod'
import { UnderstudyError } from '../../../errors.ts'
import type { Mask, NestedRule, RowValues, TransformContext } from '../../transform.ts'
import type { ValueForm } from '../../value-form.ts'
import { defineTransform } from '../define-transform.ts'
import { fittedLength, fittedMask } from '../draws/fitted-mask.ts'
import { formFallback } from '../draws/form-fallback.ts'
import { type JsonPath, type JsonStep, leadsTo, parseJsonPath } from './json-path.ts'
import { changeJson, type JsonPlace, type KeyChange, type ScalarChange } from './json-text.ts'
import { nestedRule } from './nested-rule.ts'

const options = z.strictObject({
  paths: z
    .record(
      z
        .string()
        .refine((text) => parseJsonPath(text) !== undefined, 'no path, such as customer.email or items[*].name'),
      nestedRule,
    )
    .default({})
    .refine(
      (paths) => Object.entries(paths).every(([path, rule]) => !parseJsonPath(path)?.key || nameOf(rule) !== 'null'),
      'a key cannot become null',
    )
    .describe(
      'what becomes of what a path leads to, and of all inside of it; of two paths the one that leads farther holds, or names more. With ~ behind it, of the keys there: users.*~ is every key of users',
    ),
  others: nestedRule
    .default('redact')
    .describe('of every other text and number; true, false and null stay, as do keys that no path names'),
})

/** What takes one of these takes scalars of the kind: the first that a transform accepts. */
const formsOf: Readonly<Record<Kind, readonly ValueForm[]>> = {
  string: ['text', 'instant', 'date', 'uuid'],
  number: ['decimal', 'integer', 'float'],
  boolean: ['boolean'],
}

type Kind = 'string' | 'number' | 'boolean'
type KindMasks = Readonly<Record<Kind, Mask | undefined>>

export const json = defineTransform({
  name: 'json',
  group: 'structure',
  summary:
    'Texts and numbers inside of JSON by rules for paths; what no path leads to is redacted. Keys stay where no path names them, and so does their order',
  options,
  examples: [
    { paths: { name: 'full-name', 'contacts[*].email': 'email', '**.note': 'free-text' } },
    { paths: { name: 'redact', 'tags[0]': 'keep' }, others: 'keep' },
  ],
  accepts: ['json', 'text'],
  promises: ({ others }, { type }) => ({
    deterministic: true,
    unique: 'lost',
    format: 'similar',
    longest: fittedLength(type, 1, () => undefined),
    mayKeep:
      others === 'keep'
        ? 'all that no path leads to'
        : 'true, false, null, keys that no path names, and what the rules of paths may keep',
  }),
  mask({ paths, others }, context) {
    const all = Object.entries(paths)
      .map(([text, rule]) => ({ ...(parseJsonPath(text) ?? unreadable), masks: kindMasks(rule, context) }))
      .sort((a, b) => exactness(b.steps) - exactness(a.steps))
    const rules = all.filter(({ key }) => !key)
    const ofKeys = all.filter(({ key }) => key)
    const rest = { ...kindMasks(others, context), boolean: undefined }
    const otherwise = context.column.type.form === 'text' ? formFallback(context.key) : () => 'null'
    const mask: Mask = {
      value(text, row) {
        const scalar: ScalarChange = (kind, written, place) => {
          const { masks } = ruleAt(rules, place) ?? { masks: rest }
          return changedScalar(kind, written, masks[kind], row)
        }
        const key: KeyChange = (written, place) =>
          ofKeys.find(({ steps }) => leadsTo(steps, place))?.masks.string?.value(written, row) ?? written
        const changed = changeJson(text, scalar, ofKeys.length === 0 ? undefined : key)
        return changed ?? otherwise(text)
      },
    }
    return fittedMask(context.column.type, mask, shorterDocument)
  },
})

/** Nothing of it, of its own kind as far as there is room. */
function shorterDocument(result: string, most: number): string {
  const empty = /^\s*\{/.test(result) ? '{}' : /^\s*\[/.test(result) ? '[]' : 'null'
  return empty.length <= most ? empty : '0'
}

/** The options let no such path pass. */
const unreadable: JsonPath = { steps: [], key: true }

function nameOf(rule: NestedRule): string {
  return typeof rule === 'string' ? rule : rule.transform
}

/** Of two paths that lead to one place, the one with more keys and places that are named holds. */
function exactness(steps: readonly JsonStep[]): number {
  return steps.filter((step) => typeof step !== 'symbol').length
}

/** Of the paths that lead to the place, or to what it is in, the one that leads nearest. */
function ruleAt<Rule extends { readonly steps: readonly JsonStep[] }>(
  rules: readonly Rule[],
  place: JsonPlace,
): Rule | undefined {
  for (let end = place.length; end >= 0; end--) {
    const near = place.slice(0, end)
    const found = rules.find(({ steps }) => leadsTo(steps, near))
    if (found) return found
  }
  return undefined
}

function changedScalar(kind: Kind, written: string, mask: Mask | undefined, row: RowValues): string {
  const asItIs = kind === 'string' ? JSON.stringify(written) : written
  if (!mask) return asItIs
  const masked = mask.value(written, row)
  if (masked === null) return 'null'
  const isBare = kind === 'string' ? false : kind === 'number' ? isNumber(masked) : /^(true|false)$/.test(masked)
  return isBare ? masked : JSON.stringify(masked)
}

function isNumber(text: string): boolean {
  return /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)
}

/** Masks for the kinds of scalars; what a transform takes none of, a path may still lead to: it is redacted then. */
function kindMasks(rule: NestedRule, context: TransformContext): KindMasks {
  if (rule === 'keep') return { string: undefined, number: undefined, boolean: undefined }
  const [string, number, boolean] = (['string', 'number', 'boolean'] as const).map((kind) =>
    firstFitting(rule, formsOf[kind], context),
  )
  if (!string && !number && !boolean) context.nested(rule, { kind: 'scalar', form: 'text' })
  const redacted = (form: ValueForm) => context.nested('redact', { kind: 'scalar', form })
  return {
    string: string ?? redacted('text'),
    number: number ?? redacted('decimal'),
    boolean: boolean ?? redacted('boolean'),
  }
}

function firstFitting(rule: NestedRule, forms: readonly ValueForm[], context: TransformContext): Mask | undefined {
  for (const form of forms) {
    try {
      return context.nested(rule, { kind: 'scalar', form })
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError) || thrown.code !== 'TRANSFORM_UNFIT') throw thrown
    }
  }
  return undefined
}
