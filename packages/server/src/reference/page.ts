import { html } from 'hono/html'
import { exampleOf, type FieldRow, fieldRows, parameterRows } from './fields.ts'
import { type ApiDocument, documentSchema, type Operation, type Shape, type Shapes } from './model.ts'

type Html = ReturnType<typeof html>

/** The reference as one page: a document of ours, so what it lacks fails here and not before a reader. */
export function referencePage(document: unknown): Html {
  const { info, paths, components } = documentSchema.parse(JSON.parse(JSON.stringify(document)))
  const all = operationsOf(paths)
  const nouns = [...new Set(all.map(({ operation }) => operation.tags[0]))]
  const parts = nouns.map((noun) => ({ noun, listed: all.filter(({ operation }) => operation.tags[0] === noun) }))
  return html`<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${info.title} API</title>
    <link rel="icon" href="data:," />
    <link rel="stylesheet" href="/api/docs/reference.css" />
  </head>
  <body>
    <nav aria-label="Endpoints">
      <p class="name"><a href="/">${info.title}</a> API ${info.version}</p>
      ${parts.map(
        ({ noun, listed }) => html`<h2>${noun}</h2>
      <ul>${listed.map(({ id, method, path }) => html`<li><a href="#${id}"><b>${method}</b> ${short(path)}</a></li>`)}</ul>`,
      )}
      <p><a href="#error">Errors</a> · <a href="/api/openapi.json">openapi.json</a></p>
    </nav>
    <main>
      <h1>${info.title} API</h1>
      <p>${info.description}</p>
      ${parts.map(({ listed }) => listed.map((one) => operationSection(one, components.schemas)))}
      <section id="error" aria-labelledby="error-title">
        <h2 id="error-title">Errors</h2>
        <p>Every answer with a status of 400 or more is this.</p>
        ${fieldTable('An error', fieldRows(components.schemas.Error ?? {}, components.schemas))}
      </section>
    </main>
  </body>
</html>`
}

interface Listed {
  readonly id: string
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

function operationsOf(paths: ApiDocument['paths']): Listed[] {
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({
      id: `${method}${path.replaceAll(/[/{}]+/g, '-').replace(/-$/, '')}`,
      method: method.toUpperCase(),
      path,
      operation,
    })),
  )
}

/** As a list shows it, where every path begins alike. */
function short(path: string): string {
  return path.replace(/^\/api/, '').replace(/^\/teams\/\{team\}(?=\/)/, '…')
}

const needs: Readonly<Record<string, string>> = {
  anyone: 'Nobody has to be signed in.',
  someone: 'For whoever is signed in or shows a key.',
}

function operationSection({ id, method, path, operation }: Listed, shapes: Shapes): Html {
  const { summary, description, parameters, requestBody, responses } = operation
  const input = requestBody?.content?.['application/json']?.schema
  const need = operation['x-permission']
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title"><b>${method}</b> <code>${path}</code></h2>
    <p>${summary}. ${withCode(description ?? '')}</p>
    <p class="need">${needs[need] ?? html`Needs <code>${need}</code>.`}</p>
    ${fieldTable('The path', parameterRows(parameters, 'path', shapes))}
    ${fieldTable('The query', parameterRows(parameters, 'query', shapes))}
    ${fieldTable('Headers', parameterRows(parameters, 'header', shapes))}
    ${(input?.anyOf ?? input?.oneOf ?? [input]).map((one, i) =>
      one ? fieldTable(i === 0 ? 'The request' : 'Or', fieldRows(one, shapes)) : '',
    )}
    <pre><code>${command({ id, method, path, operation }, input, shapes)}</code></pre>
    ${Object.entries(responses).map(([status, { description, content = {} }]) => {
      const [[mediaType, { schema }] = ['', { schema: undefined }]] = Object.entries(content)
      const isError = schema?.$ref?.endsWith('/Error') ?? false
      const said = html`<b>${status}</b> ${description ?? ''} ${mediaType ? html`<i>${mediaType}</i>` : ''}`
      // The one shape of errors is told once, at the end of the page.
      if (!schema || isError) return html`<p class="answer">${said}</p>`
      return html`<details open>
        <summary>${said}</summary>
        ${fieldTable('The answer', fieldRows(schema, shapes))}
      </details>`
    })}
  </section>`
}

function fieldTable(caption: string, rows: readonly FieldRow[]): Html | string {
  if (rows.length === 0) return ''
  return html`<div class="scroll"><table>
    <caption>${caption}</caption>
    <tbody>${rows.map(
      ({ path, type, required, note }) =>
        html`<tr><th scope="row"><code>${path}</code>${required ? '' : html`<i> optional</i>`}</th><td>${type}</td><td>${withCode(note)}</td></tr>`,
    )}</tbody>
  </table></div>`
}

/** What stands between backticks is code. */
function withCode(text: string): (Html | string)[] {
  return text.split('`').map((part, i) => (i % 2 === 1 ? html`<code>${part}</code>` : part))
}

/** How to ask it from a shell. */
function command({ method, path, operation }: Listed, input: Shape | undefined, shapes: Shapes): string {
  const wanted = operation.parameters
    .filter(({ in: where, required }) => where === 'query' && required)
    .map(({ name, schema }) => `${name}=${exampleOf(schema, shapes)}`)
  const query = wanted.length === 0 ? '' : `?${wanted.join('&')}`
  const lines = [`curl ${method === 'GET' ? '' : `-X ${method} `}'http://127.0.0.1:4600${path}${query}'`]
  if (operation['x-permission'] !== 'anyone') lines.push('-H "authorization: Bearer $UNDERSTUDY_API_KEY"')
  if (operation.requestBody?.content?.['application/octet-stream']) lines.push('--data-binary @rows.ndjson')
  if (input) lines.push(`--json '${JSON.stringify(exampleOf(input, shapes))}'`)
  return lines.join(' \\\n  ')
}
