import { type ErrorCode, UnderstudyError } from '../../errors.ts'
import type { Dialect } from '../../model/expression/term.ts'
import type { Locale } from '../../values/locale.ts'
import type { ColumnMask, PassingRows } from '../compiled-policy.ts'
import type { MaskingKey } from '../key/masking-key.ts'
import type { ColumnRule } from '../policy.ts'
import type { Mask, Subject } from '../transform.ts'
import { type CompiledRule, compileRule } from '../transforms/compile-rule.ts'
import type { TransformSet } from '../transforms/transform-set.ts'
import type { Decided } from './decided.ts'
import type { Findings } from './findings.ts'
import { keysOn, unfitOf } from './fit.ts'
import { guardedMask } from './guarded-mask.ts'
import { missingKey } from './missing-key.ts'
import { narrowest } from './narrowest.ts'
import { probe } from './probe.ts'
import { type RowCondition, rowCondition } from './row-condition.ts'
import { keeping, maskByColumn, maskWhen, noReference } from './row-dependent-masks.ts'
import { classOf, type RuleClass } from './rule-class.ts'
import type { Place } from './schema-index.ts'
import { type KeyLink, subjectOf } from './subject-of.ts'
import type { ConditionalTie, Group, Ties } from './ties.ts'

export interface CompilerSetting {
  readonly ties: Ties
  readonly links: readonly KeyLink[]
  readonly decided: ReadonlyMap<string, Decided>
  readonly transforms: TransformSet
  readonly key: MaskingKey | undefined
  readonly dialect: Dialect
  readonly locale: Locale
  readonly findings: Findings
}

/** What a column becomes, and the columns besides it that are read for that. */
type Ruled = CompiledRule & { readonly subject: Subject | undefined }

/** Makes the masks of columns out of what was decided. Columns that keys tie together have one mask, made once. */
export class ColumnCompiler {
  readonly #setting: CompilerSetting
  readonly #ofGroups = new Map<unknown, Map<RuleClass, Ruled | undefined>>()

  constructor(setting: CompilerSetting) {
    this.#setting = setting
  }

  column(place: Place): ColumnMask | Unmade {
    const { name, generated } = place.column
    if (generated) return unmasked(name, 'generated')
    const cases = this.#setting.ties.conditional.get(place.id)
    const decided = this.#setting.decided.get(place.id)
    if (cases) return this.#byReference(place, cases, decided)
    return decided ? this.#byDecision(place, decided) : 'undecided'
  }

  #byDecision(place: Place, { decision, of }: Decided): ColumnMask | Unmade {
    const { name } = place.column
    if (decision === 'keep') return unmasked(name, 'keep')
    if (decision.active === false) return unmasked(name, 'waived')
    const ruled = this.#ruled(place, of, decision)
    return ruled ? this.#conditioned(place, decision, this.#masked(place, ruled, decision)) : 'refused'
  }

  #ruled(place: Place, of: Place, rule: ColumnRule): Ruled | undefined {
    const group = this.#setting.ties.groups.get(place.id)
    const kind = classOf(rule)
    // What gives NULL ties nothing to anything, so it is each column's own.
    if (group === undefined || kind === 'null') return this.#compiled({ members: [place], guests: [] }, of, rule)
    const made = this.#ofGroups.get(group) ?? new Map<RuleClass, Ruled | undefined>()
    this.#ofGroups.set(group, made)
    if (!made.has(kind)) made.set(kind, this.#compiled(group, of, rule))
    return made.get(kind)
  }

  #compiled({ members, guests }: Pick<Group, 'members' | 'guests'>, of: Place, rule: ColumnRule): Ruled | undefined {
    const { transforms, links, key = missingKey, locale, dialect, findings } = this.#setting
    const { transform, options, domain } = rule
    const refuse = (code: ErrorCode, message: string) =>
      findings.ofColumn(
        code,
        of.table.name,
        of.column.name,
        message.replace(`${of.table.name}.${of.column.name}: `, ''),
      )
    const tied = [...members, ...guests]
    const type = narrowest(tied.map(({ column }) => column.value))
    if (type === undefined) {
      const others = tied.filter(({ id }) => id !== of.id).map(({ id }) => id)
      refuse('TRANSFORM_UNFIT', `cannot be masked alike with ${others.join(', ')}: their types have nothing in common`)
      return undefined
    }
    const alone = tied.length === 1
    const subject = alone ? subjectOf(rule.subject ?? of.tablePolicy?.subject, of.table.name, links) : undefined
    try {
      const compiled = compileRule(
        { transform, options, domain },
        {
          table: of.table.name,
          name: of.column.name,
          type,
          nullable: members.every(({ column }) => column.nullable),
          unique: members.some(({ table, column }) => keysOn(table, column.name).length > 0),
        },
        {
          key,
          locale,
          subject,
          transforms,
          dialect,
          typeOf: (name) => of.table.columns.find((column) => column.name === name && !column.generated)?.value,
        },
      )
      const unread = compiled.reads.find(
        (name) => !of.table.columns.some((column) => column.name === name && !column.generated),
      )
      if (unread !== undefined)
        refuse('TRANSFORM_UNFIT', `is masked by ${JSON.stringify(unread)}, which is not read with its row`)
      else if (!alone && compiled.reads.length > 0) {
        refuse(
          'TRANSFORM_UNFIT',
          `is masked by other columns of its row, so that what is tied to it by keys cannot follow`,
        )
      } else if (!alone && !compiled.promises.deterministic) {
        refuse('TRANSFORM_UNFIT', `is masked by chance, so that what is tied to it by keys cannot follow`)
      } else {
        const found = probe(
          compiled.mask,
          of.column.name,
          type,
          members.every(({ column }) => column.nullable),
        )
        if (found !== undefined) refuse('TRANSFORM_UNFIT', found)
      }
      return { ...compiled, subject }
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError) || !expected.has(thrown.code)) throw thrown
      refuse(thrown.code === 'EXPRESSION_INVALID' ? 'POLICY_INVALID' : thrown.code, `${thrown.message}${meant(thrown)}`)
      return undefined
    }
  }

  #masked(place: Place, ruled: Ruled, rule: ColumnRule): ColumnMask {
    const { table, column } = place
    const { transform, promises, reads, subject } = ruled
    const unfit = unfitOf({ place, givesNull: classOf(rule) === 'null', promises, subject })
    if (unfit !== undefined) this.#setting.findings.ofColumn('TRANSFORM_UNFIT', table.name, column.name, unfit)
    const most = column.value.kind === 'scalar' ? column.value.maxLength : undefined
    const longest = most === undefined ? undefined : promises.longest(most)
    const mayExceed = most !== undefined && (longest === undefined || longest > most)
    return {
      name: column.name,
      decision: 'mask',
      mask: guardedMask(ruled.mask, table.name, column, mayExceed),
      transform: { name: transform.name, version: transform.version },
      promises,
      reads,
    }
  }

  #conditioned({ table, column }: Place, rule: ColumnRule, made: ColumnMask): ColumnMask {
    const { when } = rule
    if (when === undefined || made.mask === undefined) return made
    const condition = this.#condition(when, table, column.name)
    if (!condition) return made
    const told = (key: readonly string[]) => condition.reads.every((name) => name !== column.name && key.includes(name))
    const key = classOf(rule) === 'null' ? undefined : keysOn(table, column.name).find((one) => !told(one))
    if (key) {
      const message = `is in the key (${key.join(', ')}), and what its when lets through could meet what is masked: leave when out`
      this.#setting.findings.ofColumn('TRANSFORM_UNFIT', table.name, column.name, message)
    }
    return {
      ...made,
      mask: maskWhen(made.mask, condition),
      reads: distinct([...made.reads, ...condition.reads.filter((name) => name !== column.name)]),
      passes: [{ failing: when }],
    }
  }

  #condition(when: string, table: Place['table'], column: string): RowCondition | undefined {
    const readable = { columns: table.columns.filter(({ generated }) => !generated) }
    try {
      return rowCondition(when, readable, this.#setting.dialect)
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError && thrown.code === 'EXPRESSION_INVALID')) throw thrown
      this.#setting.findings.ofColumn(
        'POLICY_INVALID',
        table.name,
        column,
        `has a when that cannot be used: ${thrown.message}`,
      )
      return undefined
    }
  }

  /** In every row the mask of what it refers to there; its own decision is about the rows that no reference is about. */
  #byReference(place: Place, cases: readonly ConditionalTie[], own: Decided | undefined): ColumnMask | Unmade {
    const { table, column } = place
    const { findings, decided, ties } = this.#setting
    const by = cases[0]?.column ?? ''
    if (cases.some((one) => one.column !== by) || (ties.groups.get(place.id)?.members.length ?? 1) > 1) {
      findings.ofColumn('POLICY_INVALID', table.name, column.name, 'refers by more than one column, or always as well')
      return 'refused'
    }
    const masks = new Map<string, Mask>()
    const made: ColumnMask[] = []
    for (const { equals, to } of cases) {
      const other = decided.get(to.id)
      if (other === undefined) return 'undecided'
      const one = this.#asReferred(place, to, other)
      if (typeof one === 'string') return one
      // Real values pass only where somebody has decided so about this very column.
      if (one.mask === undefined && own === undefined) return 'undecided'
      made.push(one)
      masks.set(equals, one.mask ?? keeping)
    }
    const otherwise = own && this.#byDecision(place, own)
    if (typeof otherwise === 'string') return otherwise
    const all = otherwise ? [...made, otherwise] : made
    const shown = all.find(({ mask }) => mask !== undefined)
    if (shown === undefined) return otherwise ?? 'undecided'
    const refuse = () => noReference(table.name, column.name, by)
    return {
      ...shown,
      mask: maskByColumn(by, masks, otherwise && (otherwise.mask ?? keeping), refuse),
      reads: distinct([by, ...all.flatMap(({ reads }) => reads)]),
      passes: passing(by, masks, otherwise),
    }
  }

  #asReferred(place: Place, to: Place, { decision, of }: Decided): ColumnMask | Unmade {
    if (decision === 'keep' || decision.active === false) return unmasked(place.column.name, 'keep')
    const ruled = this.#ruled(to, of, decision)
    return ruled ? this.#masked(place, ruled, decision) : 'refused'
  }
}

/** undecided: somebody has to. refused: why is among the findings. */
export type Unmade = 'undecided' | 'refused'

const expected: ReadonlySet<ErrorCode> = new Set([
  'TRANSFORM_UNKNOWN',
  'TRANSFORM_UNFIT',
  'POLICY_INVALID',
  'MASKING_KEY_MISSING',
  'EXPRESSION_INVALID',
])

/** Which transform a misspelt name could stand for. */
function meant({ code, hint }: UnderstudyError): string {
  return code === 'TRANSFORM_UNKNOWN' && hint.startsWith('Did you mean') ? `; ${hint.replace(/^D/, 'd')}` : ''
}

/** Rows that refer to what is kept, and of those that no reference is about what their own decision lets through. */
function passing(by: string, masks: ReadonlyMap<string, Mask>, otherwise: ColumnMask | undefined): PassingRows[] {
  const kept = [...masks].filter(([, mask]) => mask === keeping).map(([equals]) => equals)
  const others = { column: by, apartFrom: [...masks.keys()] }
  const own = otherwise?.mask === undefined ? [undefined] : (otherwise.passes ?? [])
  return [
    ...(kept.length > 0 ? [{ column: by, among: kept }] : []),
    ...(otherwise ? own.map((and) => ({ ...others, and })) : []),
  ]
}

function unmasked(name: string, decision: 'keep' | 'waived' | 'generated'): ColumnMask {
  return { name, decision, mask: undefined, transform: undefined, promises: undefined, reads: [] }
}

function distinct(names: readonly string[]): string[] {
  return [...new Set(names)]
}
