import {
  familyBirthDate,
  type Listed,
  mrn,
  type Page,
  type Place,
  type Position,
  type Posting,
  type Stored,
} from '@wardgraph/records'
import type { UpdatePatientContactInput } from '@wardgraph/schema/types'
import { chart, prefetchCharts } from './chart.ts'
import { connection, type ListOf, pageSize, positionAfter } from './connection.ts'
import { checkContact } from './contactInput.ts'
import { ReplyError } from './errors.ts'
import { LIMITS } from './limits.ts'
import { fulfil } from './mutation.ts'
import { reference } from './reference.ts'
import { type Args, type Call, entry, type Registered } from './registry.ts'
import type { Scope } from './scope.ts'
import { exists, relate, show } from './show.ts'

const RECORD_ID = /^[a-z2-7]{26}$/

/** Patients: by id, one's own list, by record number, by family name and birth date; their charts; their contact data. */
export const patient: readonly Registered[] = [
  entry('Query.patient', onePatient),
  entry('Query.patients', patients),
  entry('Mutation.updatePatientContact', updatePatientContact),
  reference('Patient.generalPractitioner'),
  reference('Patient.managingOrganization'),
  chart('Patient.encounters', 'Encounter'),
  chart('Patient.observations', 'Observation'),
]

async function onePatient({ scope, args, info }: Call) {
  const id = String(args.id)
  if (!RECORD_ID.test(id)) return null
  prefetchCharts(scope, id, info)
  const place = placeOf(id)
  const [found] = await Promise.all([scope.reader.find(place), relate(scope, place)])
  return found === undefined
    ? null
    : show(scope, found, { path: info.path, suffix: [], fields: scope.handover.nodesAt(info.path).Patient ?? {} })
}

async function patients({ scope, args, carried }: Call) {
  const of: ListOf = { coordinate: 'Query.patients', parent: '', args }
  const first = pageSize(args)
  const after = positionAfter(scope, of)
  const posting = postingOf(args)
  const page =
    posting === undefined
      ? await ownPage(scope, { first, after })
      : await foundPage(scope, { posting, first, after, filters: carried })
  return connection(scope, page, { of, filters: carried })
}

/** A page of the own list; it came with the facts that put it together. */
async function ownPage(scope: Scope, of: Slice): Promise<Page<Stored>> {
  const { items, more } = await ownList(scope, of)
  return { items: await existing(scope, items, { find: (id) => scope.reader.find(placeOf(id)), filters: [] }), more }
}

/** A page of what is found by a posting: who does not exist for the caller neither shows nor counts. */
async function foundPage(
  scope: Scope,
  of: Slice & { readonly posting: Posting; readonly filters: readonly string[] },
): Promise<Page<Stored>> {
  const { posting, first, filters } = of
  const find = async (id: string) => {
    const [found] = await Promise.all([scope.reader.find(placeOf(id)), relate(scope, placeOf(id))])
    return found
  }
  const items: Page<Stored>['items'][number][] = []
  for (let from = of.after, more = true; more; ) {
    const page = await scope.reader.search({ posting, first: SEARCHED, after: from })
    items.push(...(await existing(scope, page.items, { find, filters })))
    if (items.length > first) return { items: items.slice(0, first), more: true }
    from = page.items.at(-1)?.position
    more = page.more
  }
  return { items, more: false }
}
/** Postings are read this many at a time, and in one request for the largest page. */
const SEARCHED = LIMITS.page + 1

async function existing(
  scope: Scope,
  items: Page<string>['items'],
  by: { readonly find: (id: string) => Promise<Stored | undefined>; readonly filters: readonly string[] },
): Promise<Page<Stored>['items']> {
  const found = await Promise.all(items.map(({ item }) => by.find(item)))
  return items.flatMap(({ position }, i) => {
    const item = found[i]
    return item !== undefined && exists(scope, item, by.filters) ? [{ item, position }] : []
  })
}

function placeOf(id: string): Place {
  return { type: 'Patient', id, patient: null }
}

interface Slice {
  readonly first: number
  readonly after: Position | undefined
}

/** What is searched by; undefined for the own list. @throws ReplyError BAD_USER_INPUT */
function postingOf({ mrn: number, family, birthDate }: Args) {
  const given = [number, family, birthDate].filter((value) => value !== null && value !== undefined).length
  if (given === 0) return undefined
  if (given === 1 && typeof number === 'string') return mrn(number)
  if (given === 2 && typeof family === 'string' && typeof birthDate === 'string')
    return familyBirthDate(family, birthDate)
  throw new ReplyError('BAD_USER_INPUT', { detail: 'Search by mrn alone, or by family and birthDate together.' })
}

/** The caller's own list: a patient's own chart; for staff, the patients it treats now. */
async function ownList(scope: Scope, { first, after }: Slice): Promise<Page<string>> {
  const { role, patient: own, actors } = scope.caller
  if (role === 'PATIENT') {
    if (own === null || after !== undefined) return { items: [], more: false }
    scope.handover.relate(own, [])
    return { items: [{ item: own, position: [own] }], more: false }
  }
  const items: Page<string>['items'][number][] = []
  const [actor = ''] = actors
  for (let from = after, more = true; more; ) {
    const page: Page<Listed> = await scope.reader.listed({ actor, first: LISTED, after: from })
    for (const { item, position } of page.items) {
      const { CARE_TEAM } = scope.services.policy.relations
      if ((scope.handover.relate(item.patient, [item.fact]) & CARE_TEAM) === 0) continue
      if (items.length === first) return { items, more: true }
      items.push({ item: item.patient, position })
    }
    from = page.items.at(-1)?.position
    more = page.more
  }
  return { items, more: false }
}
/** Relations are read this many at a time: ended ones are on the list too. */
const LISTED = 400

async function updatePatientContact(call: Call) {
  const input = call.args.input as UpdatePatientContactInput // coerced by the schema
  checkContact(input)
  const { telecom, address } = input
  const content = {
    ...(telecom === undefined ? {} : { telecom: telecom ?? [] }),
    ...(address === undefined ? {} : { address: address ?? [] }),
  }
  if (Object.keys(content).length === 0)
    throw new ReplyError('BAD_USER_INPUT', { detail: 'There is nothing to change.' })
  return fulfil(call, {
    field: 'patient',
    patient: input.patient,
    idempotencyKey: input.idempotencyKey,
    type: 'Patient',
    stage({ scope, head, permit }) {
      if (head.row.v !== input.expectedVersion) throw new ReplyError('CONFLICT')
      return scope.writer.update(head, {
        type: 'Patient',
        id: head.id,
        patient: null,
        permit,
        key: head.key,
        content: emptied(content),
      })
    },
  })
}

/** An empty list removes the field. */
function emptied(content: Readonly<Record<string, readonly unknown[]>>): Record<string, readonly unknown[] | null> {
  return Object.fromEntries(Object.entries(content).map(([name, value]) => [name, value.length === 0 ? null : value]))
}
