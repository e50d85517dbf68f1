import { html } from 'hono/html'
import { exampleOf, type FieldRow, fieldRows } from './fields.ts'
import { type ApiDocument, documentSchema, type Operation, type Shape, type Shapes } from './model.ts'

type Html = ReturnType<typeof html>

/** The reference as one page: a document of ours, so what it lacks fails here and not before a reader. */
export function referencePage(document: unknown): Html {
  const { info, paths, components } = documentSchema.parse(JSON.parse(JSON.stringify(document)))
  const operations = operationsOf(paths)
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
      <ul>${operations.map(({ id, method, path }) => html`<li><a href="#${id}"><b>${method}</b> ${path}</a></li>`)}</ul>
      <p><a href="/api/openapi.json">openapi.json</a></p>
    </nav>
    <main>
      <h1>${info.title} API</h1>
      <p>${info.description}</p>
      ${operations.map((one) => operationSection(one, components.schemas))}
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
      id: `${method}${path.replaceAll('/', '-')}`,
      method: method.toUpperCase(),
      path,
      operation,
    })),
  )
}

function operationSection({ id, method, path, operation }: Listed, shapes: Shapes): Html {
  const { summary, description, requestBody, responses } = operation
  const input = requestBody?.content?.['application/json']?.schema
  return html`<section id="${id}" aria-labelledby="${id}-title">
    <h2 id="${id}-title"><b>${method}</b> <code>${path}</code></h2>
    <p>${summary}. ${description ?? ''}</p>
    ${input ? fieldTable('The request', fieldRows(input, shapes)) : ''}
    <pre><code>${command(method, path, input, shapes)}</code></pre>
    ${Object.entries(responses).map(([status, { description, content = {} }]) => {
      const [[mediaType, { schema }] = ['', { schema: undefined }]] = Object.entries(content)
      return html`<details ${status === '200' ? 'open' : ''}>
        <summary><b>${status}</b> ${description ?? ''} ${mediaType ? html`<i>${mediaType}</i>` : ''}</summary>
        ${schema ? fieldTable('The answer', fieldRows(schema, shapes)) : ''}
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
        html`<tr><th scope="row"><code>${path}</code>${required ? '' : html`<i> optional</i>`}</th><td>${type}</td><td>${note}</td></tr>`,
    )}</tbody>
  </table></div>`
}

/** How to ask it from a shell. */
function command(method: string, path: string, input: Shape | undefined, shapes: Shapes): string {
  const url = `http://127.0.0.1:4600${path}`
  if (!input) return `curl ${url}`
  const body = JSON.stringify(exampleOf(input, shapes))
  return `curl -X ${method} ${url} -H 'content-type: application/json' \\\n  -d '${body}'`
}
