import type { Mask, Promises } from '../../transform.ts'

/** The mask of a column, or of a part of one, and what it promises. */
export interface Part {
  readonly mask: Mask
  readonly promises: Promises
}
