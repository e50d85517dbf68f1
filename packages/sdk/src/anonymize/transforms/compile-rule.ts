import type { z } from 'zod'
import { UnderstudyError } from '../../errors.ts'
import type { Dialect } from '../../model/expression/term.ts'
import type { Locale } from '../../values/locale.ts'
import type { MaskingKey } from '../key/masking-key.ts'
import type { MaskingType, ScalarType } from '../masking-schema.ts'
import type { Mask, NestedRule, Promises, Subject, Transform, TransformColumn } from '../transform.ts'
import { maskOf, type PartRules } from './structure/containers.ts'
import { fieldRules } from './structure/fields.ts'
import type { Part } from './structure/part.ts'
import type { TransformSet } from './transform-set.ts'

/** What masks a column, whatever the column is made of. */
export interface CompiledRule {
  readonly transform: Transform
  readonly promises: Promises
  /** Takes and gives the whole value of the column: lists, hstore, composites and ranges are walked inside. */
  readonly mask: Mask
  /** Columns of the row that it reads besides its own, those of its subject among them, where the subject counts. */
  readonly reads: readonly string[]
}

export interface RuleColumn {
  readonly table: string
  readonly name: string
  readonly type: MaskingType
  readonly nullable: boolean
  readonly unique: boolean
}

/** What all columns of a table share. */
export interface MaskingSetting {
  /** Of the run: each rule takes the key of its own domain. */
  readonly key: MaskingKey
  readonly locale: Locale
  readonly subject: Subject | undefined
  readonly transforms: TransformSet
  /** What a column of the table holds; undefined where it has none of that name. */
  typeOf(column: string): MaskingType | undefined
  readonly dialect: Dialect
}

type Rule = Exclude<NestedRule, string>

/** Everything that can be said before a value is read is said here: unknown transform, wrong options, a type it can't mask. */
export function compileRule(rule: NestedRule, column: RuleColumn, setting: MaskingSetting): CompiledRule {
  return new RuleCompiler(column, setting).compile(ruleOf(rule), column.type)
}

/** How a rule reads where no options are needed. */
function ruleOf(rule: NestedRule): Rule {
  return typeof rule === 'string' ? { transform: rule } : rule
}

class RuleCompiler {
  readonly #column: RuleColumn
  readonly #setting: MaskingSetting
  readonly #reads = new Set<string>()

  constructor(column: RuleColumn, setting: MaskingSetting) {
    this.#column = column
    this.#setting = setting
  }

  compile(rule: Rule, type: MaskingType): CompiledRule {
    const transform = this.#setting.transforms.named(rule.transform)
    const { mask, promises } = this.#part(rule, transform, type)
    return { transform, promises, mask, reads: [...this.#reads].filter((name) => name !== this.#column.name) }
  }

  #part(rule: Rule, transform: Transform, type: MaskingType): Part {
    if (transform.whole) return this.#scalar(rule, transform, type.kind === 'scalar' ? type : { ...opaque })
    return maskOf(type, this.#rules(rule, transform))
  }

  #rules(rule: Rule, transform: Transform): PartRules {
    const own = fieldRules(transform, this.#options(rule, transform))
    return {
      scalar: (type, place) => {
        if (own === undefined && transform.accepts.includes(type.form)) return this.#scalar(rule, transform, type)
        throw this.#unfit(transform, `${place}, which is ${type.form}`)
      },
      field: (name, type, place) => {
        if (own === undefined) return maskOf(type, this.#rules(rule, transform), place)
        const decided = own[name]
        if (decided === undefined) throw this.#unfit(transform, `${place}, which its options do not decide about`)
        if (decided === 'keep') return undefined
        const inner = ruleOf(decided)
        return this.#part(inner, this.#setting.transforms.named(inner.transform), type)
      },
      unfit: (place, what) => this.#unfit(transform, `${place}, which is ${what}`),
    }
  }

  #scalar(rule: Rule, transform: Transform, type: ScalarType): Part {
    const options = this.#options(rule, transform)
    const { key, locale, subject, typeOf, dialect } = this.#setting
    const column: TransformColumn = { ...this.#column, type }
    for (const name of transform.reads?.(options) ?? []) this.#reads.add(this.#columnNamed(name, transform))
    const reads = this.#reads
    const mask = transform.mask(options, {
      key: key.domain(rule.domain ?? transform.domain ?? transform.name),
      column,
      locale,
      get subject() {
        for (const name of subject?.columns ?? []) reads.add(name)
        return subject
      },
      typeOf,
      dialect,
      nested: (part, partType) => this.#nested(part, partType, transform),
    })
    const promises = transform.promises(options, column)
    const { maxLength: most } = type
    const longest = most === undefined ? undefined : promises.longest(most)
    if (most !== undefined && longest !== undefined && longest > most)
      throw this.#unfit(
        transform,
        `what holds ${most} characters: it may give ${longest}: "format" and "redact" keep the length`,
      )
    return { mask, promises }
  }

  /** Expressions name columns in any case that they like. */
  #columnNamed(name: string, transform: Transform): string {
    const found = [name, name.toLowerCase()].find((one) => this.#setting.typeOf(one) !== undefined)
    if (found !== undefined) return found
    throw this.#unfit(transform, `by column ${name}, which the table does not have`)
  }

  #nested(rule: NestedRule, type: ScalarType, within: Transform): Mask {
    if (rule === 'keep') return keeping
    const inner = ruleOf(rule)
    const transform = this.#setting.transforms.named(inner.transform)
    const { mask, promises } = this.#part(inner, transform, type)
    if (promises.deterministic) return mask
    throw this.#unfit(within, `a part of it by ${transform.name}, which draws by chance`)
  }

  #options(rule: Rule, transform: Transform): unknown {
    const parsed = transform.options.safeParse(rule.options ?? {})
    if (parsed.success) return parsed.data
    throw new UnderstudyError('POLICY_INVALID', {
      operation: 'prepare a transform',
      message: `${this.#where()}: transform ${transform.name}: ${problemsOf(parsed.error)}`,
      details: { table: this.#column.table, column: this.#column.name, transform: transform.name },
    })
  }

  #where(): string {
    return `${this.#column.table}.${this.#column.name}`
  }

  #unfit(transform: Transform, what: string): UnderstudyError {
    return new UnderstudyError('TRANSFORM_UNFIT', {
      operation: 'prepare a transform',
      message: `${this.#where()}: transform ${transform.name} can't mask ${what}`,
      details: { table: this.#column.table, column: this.#column.name, transform: transform.name },
    })
  }
}

/** A value that is taken as one, whatever it is made of. */
const opaque: ScalarType = { kind: 'scalar', form: 'other' }

const keeping: Mask = { value: (text) => text }

function problemsOf(error: z.ZodError): string {
  return error.issues
    .map(({ path, message }) => (path.length > 0 ? `${path.map(String).join('.')}: ${message}` : message))
    .join('; ')
}
