import { expect, test } from 'vitest'
import { asTable } from './data-table.ts'
import { html } from './markup.ts'
import { page } from './page.ts'
import { tiles } from './tiles.ts'

const hostile = `</style><script>alert('1')</script><img src=x onerror="alert(2)"> & \u202e\u0000`

test('no text becomes an element, leaves an attribute or turns what follows around', () => {
  const made = page({
    title: hostile,
    verdict: { good: false, text: hostile },
    about: html`<b title="${hostile}">${hostile}</b>`,
    sections: [
      { id: 'a', title: hostile, body: tiles([{ label: hostile, value: hostile, note: hostile }]) },
      {
        id: 'b',
        title: hostile,
        body: asTable({ caption: hostile, columns: [{ name: hostile }], rows: [[hostile], [html`<i>${hostile}</i>`]] }),
      },
    ],
  })
  expect(made).not.toMatch(/<script|<img|\u202e|\0/)
  expect(made.match(/<\/style>/g)).toHaveLength(1)
  for (const [, value] of made.matchAll(/(?:title|aria-label)="([^"]*)"/g)) expect(value).not.toMatch(/[<>]/)
  expect(made).toContain('<i>&lt;/style&gt;&lt;script&gt;alert(&#39;1&#39;)')
})

test('a page loads nothing and runs nothing', () => {
  const made = page({ title: 't', verdict: { good: true, text: 'v' }, about: html``, sections: [] })
  expect(made).toContain("content=\"default-src 'none'; style-src 'unsafe-inline'\"")
  expect(made).not.toMatch(/\b(src|url)\b\s*[=(]|<link|@import|https?:/)
})

test('what is not there leaves nothing behind, and lists stand one after the other', () => {
  expect(html`<p>${undefined}${false}${[1, 'a', html`<b></b>`]}</p>`.text).toBe('<p>1a<b></b></p>')
})
