import { expect } from 'vitest'
import type { Clinic, User } from '../fixtures/clinic.ts'

/** A page of a list, as far as its cursors do not differ from run to run. */
export interface ListPage {
  readonly ids: readonly string[]
  readonly cursors: number
  readonly more: boolean
}

interface Listed {
  readonly query: Clinic['query']
  readonly user: User
  readonly patient: string
  readonly list: string
}

/** Asks for a list of a patient under these arguments, as variables of the types that the schema says. */
export async function askList(of: Listed, args: Readonly<Record<string, unknown>>) {
  const types: Readonly<Record<string, string>> = {
    from: 'DateTime',
    to: 'DateTime',
    encounter: 'RecordId',
    result: 'RecordId',
    first: 'PageSize',
    after: 'Cursor',
  }
  const names = Object.keys(args)
  const declared = names.map((name) => `$${name}: ${types[name] ?? 'String'}`).join(', ')
  const passed = names.map((name) => `${name}: $${name}`).join(', ')
  const [head, call] = names.length === 0 ? ['', ''] : [`(${declared})`, `(${passed})`]
  const document = `query ${head} { patient(id: "${of.patient}") { list: ${of.list}${call} {
    nodes { id } edges { cursor } pageInfo { hasNextPage endCursor } } } }`
  return of.query(of.user, document, { variables: args })
}

/** Every page of a list; each that goes on has a cursor, though it may be empty. `between` is done after each. */
export async function pagesOf(
  of: Listed,
  args: Readonly<Record<string, unknown>>,
  between: (page: number) => Promise<void> = async () => {},
): Promise<ListPage[]> {
  const pages: ListPage[] = []
  let after: string | null = null
  for (let more = true; more; ) {
    const { body } = await askList(of, { ...args, after })
    expect(body.errors).toBeUndefined()
    const { nodes, edges, pageInfo } = body.data.patient.list
    more = pageInfo.hasNextPage
    pages.push({ ids: nodes.map(({ id }: { id: string }) => id), cursors: edges.length, more })
    if (more) expect(pageInfo.endCursor).toEqual(expect.any(String))
    after = pageInfo.endCursor
    await between(pages.length)
  }
  return pages
}
