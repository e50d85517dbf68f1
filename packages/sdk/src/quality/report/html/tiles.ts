import { type Content, html, type Markup } from './markup.ts'

export interface Tile {
  readonly label: string
  readonly value: string
  readonly note?: Content
  readonly state?: 'good' | 'warned' | 'bad' | undefined
}

const signs = { good: '✓', warned: '!', bad: '✕' } as const

/** Figures side by side; a state is a sign and a colour, never a colour alone. */
export function tiles(figures: readonly Tile[]): Markup {
  return html`<dl class="tiles">
${figures.map(
  ({ label, value, note, state }) =>
    html`<div class="tile ${state ?? 'plain'}"><dt>${label}</dt><dd class="figure">${value}${state !== undefined && html` <span class="sign" aria-hidden="true">${signs[state]}</span>`}</dd>${note !== undefined && html`<dd class="note">${note}</dd>`}</div>\n`,
)}</dl>`
}
