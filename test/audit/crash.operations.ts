import type { Told } from '../api/operations.fixture.ts'
import { CHART_RECORDS, nameOf } from '../fixtures/chartRecords.ts'
import type { User } from '../fixtures/clinic.ts'
import type { CrashWorld, Sent } from './crash.world.ts'

/** A request, and the rows that its record names beside those that the reply's own keys tell. */
export interface Operation extends Sent {
  readonly also?: readonly Told[]
}

// Every response key ends in the coordinate it selects, so a reply can be read alone.
const CHART = `i__Patient__id: id a__Patient__name: name { family } a__Patient__birthDate: birthDate
  n__Patient__observations: observations(first: 2) { i__ObservationConnection__nodes: nodes {
    i__Observation__id: id a__Observation__code: code { text } a__Observation__valueQuantity: valueQuantity { value }
    n__Observation__performer: performer { i__Practitioner__id: id a__Practitioner__name: name { family } } } }`
const HEAD = 'i__Patient__id: id a__Patient__name: name { family }'
const FINDING = 'i__Observation__id: id a__Observation__valueString: valueString'

const chartOf = (as: User, id: string): Operation => ({
  as,
  query: `{ r__Query__patient: patient(id: "${id}") { ${CHART} } }`,
})
const listOf = (as: User, args: string): Operation => ({
  as,
  query: `{ r__Query__patients: patients${args} { i__PatientConnection__nodes: nodes { ${HEAD} } } }`,
})

/** What reads, and what is refused. */
export const QUERIES: Readonly<Record<string, (world: CrashWorld) => Operation>> = {
  'a chart': ({ doctor, ada }) => chartOf(doctor, ada),
  'a list': ({ doctor }) => listOf(doctor, '(first: 5)'),
  'a search': ({ doctor }) => listOf(doctor, '(mrn: "MRN-00012345")'),
  'a search by an identifier': ({ doctor }) => listOf(doctor, '(identifier: "urn:mrn|MRN-00012345")'),
  'a panel': ({ doctor }) => ({
    as: doctor,
    query: `{ r__Query__panel: panel(first: 5) { i__PanelPage__nodes: nodes { n__PanelEntry__patient: patient { ${HEAD} } n__PanelEntry__next: next { i__Encounter__id: id } } } }`,
  }),
  'a denied and a masked field': ({ nurse, ben }) => ({
    as: nurse,
    query: `{ r__Query__patient: patient(id: "${ben}") { ${HEAD} a__Patient__birthDate: birthDate a__Patient__gender: gender } }`,
  }),
  'a root field that is denied': ({ admin, ada }) => chartOf(admin, ada),
  'a patient who is not there': ({ doctor, cleo }) => chartOf(doctor, cleo),
  'a look that is reviewed': ({ nurse, vip }) => chartOf(nurse, vip),
  'a document that is none': ({ doctor }) => ({ as: doctor, query: '{ nonsense }' }),
  'a token that is none': ({ doctor, ada }) => chartOf({ ...doctor, token: 'a.b.c' }, ada),
  explainAccess: ({ privacy, doctor, ada }) => ({
    as: privacy,
    query:
      'query Ask($operation: OperationText!) { explainAccess(username: "doctor", operation: $operation) { path allow reason } }',
    variables: { operation: `{ patient(id: "${ada}") { name { family } birthDate } }` },
    also: [
      ['Membership', doctor.membership, ['explained']],
      ['Patient', ada, []],
    ],
  }),
}

interface Act {
  readonly as: User
  readonly input: Readonly<Record<string, unknown>>
  readonly select: string
  readonly type?: string
}
const DONE = 'done'
const PATIENT = `n__Payload__patient: patient { ${HEAD} }`

const ACTS: Readonly<Record<string, (world: CrashWorld) => Act>> = {
  assignCareTeam: ({ support: as, ben: patient, dora }) => ({
    as,
    input: { patient, practitioner: dora },
    select: PATIENT,
  }),
  endCareTeam: ({ support: as, ada: patient, nils }) => ({
    as,
    input: { patient, practitioner: nils },
    select: PATIENT,
  }),
  createUnit: ({ admin: as }) => ({ as, input: { unit: 'er', within: 'icu' }, select: DONE }),
  rosterUnit: ({ admin: as }) => ({
    as,
    input: { unit: 'icu', username: 'otto' },
    select: DONE,
    type: 'RosterInput',
  }),
  startShift: ({ doctor: as }) => ({
    as,
    input: { unit: 'icu', until: new Date(Date.now() + 3_600_000).toISOString() },
    select: DONE,
  }),
  endShift: ({ nurse: as }) => ({ as, input: { unit: 'icu' }, select: DONE }),
  recordConsent: ({ patient: as, ada: patient }) => ({
    as,
    input: { patient, expectedVersion: 1, rules: [{ type: 'DENY', roles: ['NURSE'], classes: ['VISIT'] }] },
    select: PATIENT,
  }),
  breakGlass: ({ otto: as, ben: patient }) => ({ as, input: { patient, reason: 'No pulse' }, select: 'until' }),
  endBreakGlass: ({ locum: as, ben: patient }) => ({ as, input: { patient }, select: DONE }),
  labelRecord: ({ doctor: as, ada: patient, observation }) => ({
    as,
    input: { patient, observation, segments: ['HIV'] },
    select: 'n__Payload__observation: observation { i__Observation__id: id a__Observation__segments: segments }',
  }),
  mergePatients: ({ privacy: as, ada: patient, ben: into }) => ({ as, input: { patient, into }, select: 'state' }),
  unmergePatients: ({ admin: as, eve: patient, fay: into }) => ({
    as,
    input: { patient, into },
    select: 'state',
    type: 'MergePatientsInput',
  }),
  erasePatient: ({ privacy: as, ben: patient }) => ({
    as,
    input: { patient, reason: 'Asked to be forgotten' },
    select: 'state due',
  }),
  cancelErasure: ({ admin: as, eve: patient }) => ({
    as,
    input: { patient },
    select: 'state due',
    type: 'ErasureInput',
  }),
  holdPatient: ({ admin: as, ada: patient }) => ({ as, input: { patient }, select: 'state', type: 'ErasureInput' }),
  releasePatient: ({ admin: as, fay: patient }) => ({ as, input: { patient }, select: 'state', type: 'ErasureInput' }),
  recordObservation: ({ doctor: as, ada: patient }) => ({
    as,
    input: { patient, code: { text: 'Pain' }, valueString: 'mild' },
    select: `n__Payload__observation: observation { ${FINDING} n__Observation__subject: subject { ${HEAD} } }`,
  }),
  ...Object.fromEntries(
    CHART_RECORDS.flatMap(({ type, given, change }) => {
      const name = nameOf(type)
      const select = `n__Payload__${name}: ${name} { i__${type}__id: id a__${type}__segments: segments }`
      const record = ({ doctor: as, ada: patient }: CrashWorld) => ({ as, input: { patient, ...given }, select })
      const amend = ({ doctor: as, ada: patient, records }: CrashWorld) => ({
        as,
        input: { patient, [name]: records[type], expectedVersion: 1, ...change },
        select,
      })
      const both = [
        [`record${type}`, record],
        [`amend${type}`, amend],
      ] as const
      return type === 'Observation' ? both.slice(1) : both
    }),
  ),
  markEnteredInError: ({ doctor: as, ada: patient, records }) => ({
    as,
    input: { patient, goal: records.Goal, expectedVersion: 1 },
    select: 'n__Payload__goal: goal { i__Goal__id: id a__Goal__segments: segments }',
  }),
  reconcileChart: ({ doctor: as, ada: patient, records }) => ({
    as,
    input: {
      patient,
      medicationRequests: [{ medicationRequest: records.MedicationRequest, expectedVersion: 1, status: 'stopped' }],
      allergyIntolerances: [
        { allergyIntolerance: records.AllergyIntolerance, expectedVersion: 1, clinicalStatus: 'inactive' },
      ],
    },
    select: 'n__Payload__medicationRequests: medicationRequests { i__MedicationRequest__id: id }',
  }),
  updatePatientContact: ({ patient: as, ada: patient }) => ({
    as,
    input: { patient, expectedVersion: 1, telecom: [{ system: 'phone', value: '555-0199' }] },
    select: `n__Payload__patient: patient { ${HEAD} a__Patient__telecom: telecom { value } }`,
  }),
  assignProxy: ({ support: as, ada: patient }) => ({
    as,
    input: { patient, username: 'warden', basis: 'GUARDIAN' },
    select: PATIENT,
  }),
  endProxy: ({ support: as, ada: patient }) => ({ as, input: { patient, username: 'guardian' }, select: PATIENT }),
  closeReview: ({ privacy: as, review: { id, version } }) => ({
    as,
    input: { review: id, expectedVersion: version, finding: 'APPROPRIATE' },
    select: 'n__Payload__review: review { i__Review__id: id a__Review__state: state a__Review__reason: reason }',
  }),
  updateTenantRules: ({ admin: as }) => ({
    as,
    input: { expectedVersion: 1, adult: 21 },
    select: 'tenantRules { adult version }',
  }),
  verifyPatient: ({ support: as, ada: patient }) => ({
    as,
    input: { patient, birthDate: '1970-03-05' },
    select: 'matches',
  }),
}

/** Every mutation of the schema, each under an idempotency key of its own. */
export const MUTATIONS: Readonly<Record<string, (world: CrashWorld) => Operation>> = Object.fromEntries(
  Object.entries(ACTS).map(([name, act]) => [
    name,
    (world: CrashWorld): Operation => {
      const { as, input, select, type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input` } = act(world)
      return {
        as,
        query: `mutation Act($input: ${type}!) { r__Mutation__${name}: ${name}(input: $input) { ${select} } }`,
        variables: { input: { idempotencyKey: 'once', ...input } },
      }
    },
  ]),
)
