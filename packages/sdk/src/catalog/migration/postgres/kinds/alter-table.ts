import type { QualifiedName } from '../../../qualified-name.ts'
import { quoteTable } from '../quote.ts'

/** With tables that inherit from it, where there are any. */
export function alterTable({ schema, name }: QualifiedName, action: string): string {
  return `ALTER TABLE ${quoteTable({ schema, name })} ${action}`
}

export function alterTableOnly({ schema, name }: QualifiedName, action: string): string {
  return `ALTER TABLE ONLY ${quoteTable({ schema, name })} ${action}`
}
