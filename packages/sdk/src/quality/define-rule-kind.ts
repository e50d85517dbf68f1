import type { z } from 'zod'
import type { RuleKind, TypedRule } from './rule-kind.ts'

/** A kind keeps the very type of its schema, so that the union of all rules can be made of the schemas. */
export type DefinedRuleKind<S extends z.ZodType<TypedRule>> = RuleKind<z.infer<S>> & { readonly schema: S }

export function defineRuleKind<S extends z.ZodType<TypedRule>>(kind: DefinedRuleKind<S>): DefinedRuleKind<S> {
  return kind
}
