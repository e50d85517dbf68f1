import { type OutgoingHttpHeader, type OutgoingHttpHeaders, ServerResponse } from 'node:http'

type Given = OutgoingHttpHeaders | OutgoingHttpHeader[]

/**
 * An answer by a socket that bears certain headers, whoever writes it and whatever else that says. One list is all that
 * Node looks at: `setHeader()` looks at each, keeps it, and reads all of them again to write them.
 */
export class BearingResponse extends ServerResponse {
  #borne: readonly string[] | undefined

  /** Name and value in turn: they stand for what else is said under these names. */
  bear(headers: readonly string[]): void {
    this.#borne = headers
  }

  override writeHead(status: number, said?: string | Given, more?: Given): this {
    const borne = this.#borne
    const given = typeof said === 'string' ? more : said
    const headers = borne === undefined ? given : together(borne, given)
    return typeof said === 'string' ? super.writeHead(status, said, headers) : super.writeHead(status, headers)
  }
}

function together(borne: readonly string[], given: Given | undefined): OutgoingHttpHeader[] {
  const all: OutgoingHttpHeader[] = borne.slice()
  const add = (name: string, value: OutgoingHttpHeader | undefined) => {
    if (value !== undefined && !has(borne, name)) all.push(name, value)
  }
  if (Array.isArray(given)) for (let i = 0; i < given.length; i += 2) add(String(given[i]), given[i + 1])
  else for (const name in given) add(name, given[name])
  return all
}

function has(borne: readonly string[], name: string): boolean {
  for (let i = 0; i < borne.length; i += 2) {
    if (borne[i]!.length === name.length && borne[i]!.toLowerCase() === name.toLowerCase()) return true
  }
  return false
}
