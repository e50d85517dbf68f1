import { fingerprintOf } from '@understudy/sdk/schema'
import { counted } from '../../terminal/amounts.ts'
import type { Around, Outcome } from '../command.ts'
import { outlineOf } from './outline.ts'
import { readSide } from './side.ts'

export interface ShowFlags {
  readonly schema?: string[]
  readonly scratch?: string
  readonly json?: boolean
}

export async function showSchema(source: string, { schema, scratch }: ShowFlags, around: Around): Promise<Outcome> {
  const { name, definition, notes } = await readSide(source, scratch, around, schema)
  const fingerprint = fingerprintOf(definition)
  if (!around.terminal.json && notes.length > 0) around.terminal.warn(notes)
  const { tables, views, routines } = definition
  return {
    document: { command: 'schema show', source: name, fingerprint, schema: definition, notes },
    lines: [
      { text: `${name}: ${definition.engine} ${definition.serverVersion}`, look: 'heading' },
      `${counted(tables.length, 'table')}, ${counted(views.length, 'view')}, ${counted(routines.length, 'routine')}; fingerprint ${fingerprint}`,
      '',
      ...outlineOf(definition),
    ],
  }
}
