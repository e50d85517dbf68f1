import type { Locator } from 'playwright-core'

/**
 * Puts a text in the place of all that a code editor holds, as people do: what is selected past its keys it hears of a moment
 * later, and may take back before.
 */
export async function typeOver(editor: Locator, text: string): Promise<void> {
  await editor.focus()
  await editor.press('ControlOrMeta+a')
  await editor.page().keyboard.insertText(text)
}
