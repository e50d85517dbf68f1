import { expect, test } from 'vitest'
import { SchemaDraft } from './schema-draft.svelte.ts'

test('what was typed in one go is one step, an edit is one of its own, and each can be undone and done again', () => {
  const draft = new SchemaDraft({ value: 'first' })
  draft.type('{', 5000)
  draft.type('{}', 5100)
  draft.edit('{ }')
  draft.type('{ } ', 5200)
  const steps: string[] = []
  while (draft.canUndo) {
    draft.undo()
    steps.push(draft.text)
  }
  expect(steps).toEqual(['{ }', '{}', 'first'])
  while (draft.canRedo) draft.redo()
  expect(draft.text).toBe('{ } ')
  draft.undo()
  draft.edit('[]')
  expect(draft.canRedo).toBe(false)
})
