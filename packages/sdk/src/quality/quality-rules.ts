import { z } from 'zod'
import type { RuleGroup } from './rule-kind.ts'
import {
  businessRuleSchema,
  completenessRuleSchema,
  consistencyRuleSchema,
  formatRuleSchema,
  groupOf,
  type Rule,
} from './rules.ts'

/** The lists of a file, in the order in which they are evaluated and reported. */
export const ruleGroups = [
  'completenessRules',
  'consistencyRules',
  'formatRules',
  'businessRules',
] as const satisfies readonly RuleGroup[]

/** Rules as files hold them. */
export const qualityRulesFile = z
  .strictObject({
    $schema: z.string().optional(),
    kind: z.literal('understudy.quality-rules'),
    version: z.literal(1),
    name: z.string().min(1).optional(),
    description: z.string().optional(),
    completenessRules: z.array(completenessRuleSchema).default([]).describe('What must be there'),
    consistencyRules: z.array(consistencyRuleSchema).default([]).describe('What must fit together'),
    formatRules: z.array(formatRuleSchema).default([]).describe('What values must look like'),
    businessRules: z.array(businessRuleSchema).default([]).describe('What only its owners know'),
  })
  .describe('understudy.quality-rules: what must be true of data, and how much may break it')

/** What must be true of data. Each rule stands in the list of its type. */
export type QualityRules = Omit<z.infer<typeof qualityRulesFile>, '$schema'>

/** All rules of a file, list by list. */
export function allRules(rules: QualityRules): Rule[] {
  return ruleGroups.flatMap((group): readonly Rule[] => rules[group])
}

/** Rules of any types as a file, each in its list. */
export function qualityRulesOf(
  rules: readonly Rule[],
  about: Pick<QualityRules, 'name' | 'description'> = {},
): QualityRules {
  const of = (group: RuleGroup) => rules.filter((rule) => groupOf(rule) === group)
  return qualityRulesFile.parse({
    kind: 'understudy.quality-rules',
    version: 1,
    ...about,
    ...Object.fromEntries(ruleGroups.map((group) => [group, of(group)])),
  })
}
