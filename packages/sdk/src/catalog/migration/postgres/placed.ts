import type { ObjectId } from '../../identity.ts'
import type { Draft } from './kind-rules.ts'

/** A draft and what it is about. */
export interface Placed {
  readonly object: ObjectId
  readonly draft: Draft
}
