import type { Writable } from 'node:stream'
import { styleText } from 'node:util'
import { printable } from './printable.ts'

export type Look = 'added' | 'removed' | 'changed' | 'heading' | 'danger' | 'faint'

/** A line for people; one with a look has it on a terminal, and is plain text elsewhere. */
export type Line = string | { readonly text: string; readonly look: Look }

const looks: Readonly<Record<Look, Parameters<typeof styleText>[0]>> = {
  added: 'green',
  removed: 'red',
  changed: 'yellow',
  heading: 'bold',
  danger: ['bold', 'red'],
  faint: 'dim',
}

/** What may be written to the stream as it is. */
export function lineText(line: Line, stream: Writable): string {
  if (typeof line === 'string') return printable(line)
  return styleText(looks[line.look], printable(line.text), { stream })
}
