import type { OutgoingGuard } from '../../events/outgoing/guard.ts'
import type { Services } from '../call.ts'

/** Where connectors may go, and how long they wait there. */
export interface ConnectorReach {
  readonly guard: OutgoingGuard
  /** Without TLS whoever is on the way reads along. */
  readonly plaintext: boolean
  /** In it is a folder for each team; without it no connector has files. */
  readonly folder: string | undefined
  readonly patience: Patience
}

export interface Patience {
  /** How often something is asked that does not answer, or answers that it cannot at the moment. */
  readonly tries: number
  /** Before the second time; twice as long before each further one. */
  readonly waitMs: number
  /** So long nothing may be heard. */
  readonly silenceMs: number
}

export const usualPatience: Patience = { tries: 6, waitMs: 500, silenceMs: 30_000 }

export type ConnectorServices = Services & { readonly reach: ConnectorReach }
