import { email, familyBirthDate, identifierPosting, mrn, type Posting, phone, RECORD_ID } from '@wardgraph/records'
import type { UpdatePatientContactInput } from '@wardgraph/schema/types'
import { prefetchCharts } from './chart.ts'
import { connection, type ListOf, pageSize, positionAfter } from './connection.ts'
import { checkContact } from './contactInput.ts'
import { ReplyError } from './errors.ts'
import { history } from './history.ts'
import { inForce, showAsOf } from './inForce.ts'
import { fulfil } from './mutation.ts'
import { foundPage, ownPage } from './patientList.ts'
import { reference } from './reference.ts'
import { type Args, type Call, entry, type Registered } from './registry.ts'
import { relate, show } from './show.ts'

/** Patients: by id, one's own list, by what they are found by; their contact data. */
export const patient: readonly Registered[] = [
  entry('Query.patient', onePatient),
  entry('Query.patients', patients),
  entry('Mutation.updatePatientContact', updatePatientContact),
  reference('Patient.generalPractitioner'),
  reference('Patient.managingOrganization'),
  history('Patient'),
]

async function onePatient(call: Call) {
  const { scope, args, info, carried } = call
  showAsOf(call)
  const id = String(args.id)
  if (!RECORD_ID.test(id)) return null
  prefetchCharts(scope, id, info)
  const place = { type: 'Patient', id, patient: null }
  const [found] = await Promise.all([scope.reader.find(place), relate(scope, place)])
  const { path } = info
  const shown = found && (await inForce(scope, found, { path, filters: carried }))
  return shown === undefined
    ? null
    : show(scope, shown, { path, suffix: [], fields: scope.handover.nodesAt(path).Patient ?? {}, filters: carried })
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

/** The ways to search: what is given together, and the posting of it. */
const SEARCHES: readonly (readonly [names: readonly string[], posting: (...values: string[]) => Posting])[] = [
  [['mrn'], (value = '') => mrn(value)],
  [['identifier'], (token = '') => identified(token)],
  [['email'], (value = '') => email(value)],
  [['phone'], (value = '') => phone(value)],
  [['family', 'birthDate'], (family = '', birthDate = '') => familyBirthDate(family, birthDate)],
]
const SEARCHED = SEARCHES.flatMap(([names]) => names)

/** What is searched by; undefined for the own list. @throws ReplyError BAD_USER_INPUT */
function postingOf(args: Args): Posting | undefined {
  // Nothing but nulls is a search whose variables are not set, and its answer is nobody's own list.
  if (!SEARCHED.some((name) => name in args)) return undefined
  const given = SEARCHED.filter((name) => args[name] !== null && args[name] !== undefined)
  for (const [names, posting] of SEARCHES)
    if (names.join() === given.join()) return posting(...names.map((name) => String(args[name])))
  const detail = 'Search by one of mrn, identifier, email and phone, or by family and birthDate together.'
  throw new ReplyError('BAD_USER_INPUT', { detail })
}

/** The token of a FHIR search; a system is a URI and holds no bar. @throws ReplyError BAD_USER_INPUT */
function identified(token: string): Posting {
  const [, system, value] = /^([^|]+)\|(.*\S.*)$/s.exec(token) ?? []
  if (system === undefined || value === undefined)
    throw new ReplyError('BAD_USER_INPUT', { detail: 'identifier is a system and a value, both, as in system|value.' })
  return identifierPosting({ type: 'Patient', system, value })
}

async function updatePatientContact(call: Call) {
  const input = call.args.input as UpdatePatientContactInput // coerced by the schema
  checkContact(input)
  const { telecom, address } = input
  const content = {
    ...(telecom ? { telecom } : {}),
    ...(address ? { address } : {}),
  }
  if (Object.keys(content).length === 0)
    throw new ReplyError('BAD_USER_INPUT', { detail: 'There is nothing to change.' })
  return fulfil(call, {
    field: 'patient',
    patient: input.patient,
    idempotencyKey: input.idempotencyKey,
    type: 'Patient',
    record: { of: input.patient, expectedVersion: input.expectedVersion },
    fields: Object.keys(content),
    stage({ scope, head, permit }) {
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
