import { email, familyBirthDate, mrn, type Posting, phone, RECORD_ID } from '@wardgraph/records'
import type { UpdatePatientContactInput } from '@wardgraph/schema/types'
import { prefetchCharts } from './chart.ts'
import { connection, type ListOf, pageSize, positionAfter } from './connection.ts'
import { checkContact } from './contactInput.ts'
import { ReplyError } from './errors.ts'
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
]

async function onePatient({ scope, args, info }: Call) {
  const id = String(args.id)
  if (!RECORD_ID.test(id)) return null
  prefetchCharts(scope, id, info)
  const place = { type: 'Patient', id, patient: null }
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

/** The ways to search: what is given together, and the posting of it. */
const SEARCHES: readonly (readonly [names: readonly string[], posting: (...values: string[]) => Posting])[] = [
  [['mrn'], (value = '') => mrn(value)],
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
  const detail = 'Search by one of mrn, email and phone, or by family and birthDate together.'
  throw new ReplyError('BAD_USER_INPUT', { detail })
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
    fields: Object.keys(content),
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
