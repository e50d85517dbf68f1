import type { DatabaseContext } from '../context/data-context.ts'
import type { DataNeeds } from '../context/data-need.ts'
import type { TestMode } from '../context/test-mode.ts'
import type { DualContext } from '../dual/dual-context.ts'
import type { ProductionContext } from '../production/production-context.ts'

interface ContextByMode<Needs extends DataNeeds> {
  readonly database: DatabaseContext<Needs>
  readonly production: ProductionContext<Needs>
  readonly dual: DualContext<Needs>
}

/** What a test gets in this mode; where the environment says the mode, any of them, told apart by their `mode`. */
export type ContextOf<Mode extends TestMode | 'environment', Needs extends DataNeeds> = ContextByMode<Needs>[
  | Exclude<Mode, 'environment'>
  | ('environment' extends Mode ? TestMode : never)]
