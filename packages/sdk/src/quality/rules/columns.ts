import { z } from 'zod'
import { defineRuleKind } from '../define-rule-kind.ts'
import { ruleBase } from '../rule-base.ts'
import { namesSchema, namesText } from '../rule-parts.ts'

export const columns = defineRuleKind({
  type: 'columns',
  group: 'consistencyRules',
  dimension: 'consistency',
  schema: z.strictObject({
    type: z.literal('columns'),
    ...ruleBase,
    names: namesSchema,
    ordered: z.boolean().optional().describe('They stand in this order'),
    extra: z.boolean().optional().describe('false: there is no other column'),
  }),
  about: 'The entity has these columns, in this order or in any, with others or without',
  demand: ({ entity, names, ordered, extra }) =>
    `${entity} has the columns ${namesText(names)}${ordered === true ? ', in this order' : ''}${extra === false ? ', and no others' : ''}`,
  columns: () => [],
  readsAll: true,
  start({ names, ordered = false, extra = true }) {
    const found = new Set<string>()
    return {
      add(batch) {
        for (const { name } of batch.columns) found.add(name)
      },
      end() {
        const missing = names.filter((name) => !found.has(name))
        const others = extra ? [] : [...found].filter((name) => !names.includes(name))
        const order = [...found].filter((name) => names.includes(name))
        const disordered = ordered && missing.length === 0 && order.join('\0') !== names.join('\0')
        const failed = missing.length > 0 || others.length > 0 || disordered
        const troubles = [
          ...(missing.length > 0 ? [`without ${namesText(missing)}`] : []),
          ...(others.length > 0 ? [`with ${namesText(others)}`] : []),
          ...(disordered ? ['in another order'] : []),
        ]
        return {
          considered: 1,
          failed: failed ? 1 : 0,
          value: failed ? troubles.join(', ') : 'so',
          failedRows: [],
        }
      },
    }
  },
})
