import type { GenerateOptions } from '../generation/generate-options.ts'
import type { Recipe } from '../generation/recipe.ts'
import type { Conflict } from './conflict.ts'
import { type Customizations, merged } from './customizations.ts'
import { customizedSchema } from './customized-schema.ts'

/** What a recipe makes for a team that customizes it so; what was asked for when it was given comes first. */
export function remadeBy(
  { schema: given, options: standing, customizations: asked }: Recipe,
  ofTeam: Customizations,
): {
  readonly schema: unknown
  readonly options: GenerateOptions
  readonly without: Record<string, string[]>
  readonly conflicts: readonly Conflict[]
} {
  const customizations = merged(ofTeam, asked)
  const { schema, options, conflicts } = customizedSchema(given, standing, customizations)
  return { schema, options, without: customizations.without ?? {}, conflicts }
}
