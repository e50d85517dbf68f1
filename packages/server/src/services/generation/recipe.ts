import { z } from 'zod'
import { customizations } from '../customizations/customizations.ts'
import { generateOptions } from './generate-options.ts'

/** What a version is made again by. */
export const recipe = z.object({
  /** Before the team customized anything of it. */
  schema: z.unknown(),
  options: generateOptions,
  /** What was asked for when it was given; what the team's configuration changes is looked up whenever it is made. */
  customizations,
  /** Whether it is made anew when all data of the team is. */
  refreshCycle: z.boolean(),
})
export type Recipe = z.infer<typeof recipe>

/** What the rows of a version were made by. It is kept sealed with the version. */
export const made = z.object({
  schema: z.unknown(),
  options: generateOptions,
  /** Fields that were made and not kept, by entity. */
  without: z.record(z.string(), z.array(z.string())),
  recipe,
})
export type Made = z.infer<typeof made>
