import { deliver } from '../fixtures/auditStream.ts'
import type { Answer, User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

/** A ward in which each delivery of the stream is asked for, and what those ask who may see the disclosures. */
export async function loggedWard(options: Parameters<typeof ward>[0] = {}) {
  const made = await ward(options)
  const { query } = made
  return {
    ...made,
    deliver: (records?: Parameters<typeof deliver>[1]) => deliver(made, records),
    disclosures: (as: User, variables: Readonly<Record<string, unknown>>): Promise<Answer> =>
      query(as, DISCLOSURES, { variables }),
    myAccessLog: (as: User, variables: Readonly<Record<string, unknown>> = {}): Promise<Answer> =>
      query(as, MY_ACCESS_LOG, { variables }),
  }
}

const DISCLOSURES = `query D($patient: RecordId!, $from: Moment, $to: Moment, $first: PageSize = 20, $after: Cursor) {
  disclosures(patient: $patient, from: $from, to: $to, first: $first, after: $after) {
    nodes {
      at person membership username role purpose relation basis origin kind operations outcome chain sequence
      read { type fields records } changed { type fields records } denied { type fields records }
    }
    pageInfo { hasNextPage endCursor }
  }
}`

const MY_ACCESS_LOG = `query M($patient: RecordId, $first: PageSize = 20, $after: Cursor) {
  myAccessLog(patient: $patient, first: $first, after: $after) {
    nodes { at role purpose relation read changed denied practitioner { name { family } } }
    pageInfo { hasNextPage endCursor }
  }
}`

/** The chart of a patient, as who treats it asks for it. */
export const chartOf = (patient: string) =>
  `{ patient(id: "${patient}") { name { family } observations(first: 2) { nodes { valueQuantity { value } } } } }`
