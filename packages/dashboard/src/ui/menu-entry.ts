import type { Icon } from './icon.ts'

/** What can be chosen of a menu: something to do, or somewhere to go. */
export interface MenuEntry {
  readonly label: string
  readonly icon?: Icon | undefined
  readonly hint?: string | undefined
  readonly run?: (() => void) | undefined
  readonly href?: string | undefined
  readonly danger?: boolean
  readonly chosen?: boolean
  /** Why it cannot be chosen. */
  readonly why?: string | undefined
}
