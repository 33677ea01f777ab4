import { memoryArchive, type Shredding } from '@wardgraph/api'
import type { Table } from '@wardgraph/records'
import { act } from '../fixtures/acts.ts'
import type { User } from '../fixtures/clinic.ts'
import { putOnRecord } from '../fixtures/recorded.ts'
import { ward } from '../fixtures/ward.ts'

export const DAY = 24 * 3_600_000

/** A ward of which every row is on record, what erases its patients, and two who ask for it. */
export async function ready(through: (table: Table) => Table = (table) => table) {
  /** The clock of what erases; those who ask have the real one, as their tokens do. */
  const clock = { now: Date.now() }
  const made = await ward({ through })
  const { north, join, ada, admin, privacy } = made
  const account = await join(north, { username: 'ada.adler', role: 'PATIENT', patient: ada })
  await putOnRecord(made)
  const archive = memoryArchive()
  const shredding: Shredding = {
    services: { ...made.services, now: () => clock.now },
    archive,
    documents: made.documents,
    scan: async function* (name) {
      for (const { table, row } of made.memory.rows()) if (table === name) yield row
    },
  }
  const say = async (user: User, name: string, patient = ada) => {
    const more = name === 'erasePatient' ? { reason: 'Asked to be forgotten' } : {}
    const { code, done } = await act(made, user, name, { patient, ...more }, 'state due')
    return done?.state ?? code
  }
  const both = async (patient = ada) => {
    await say(privacy, 'erasePatient', patient)
    await say(admin, 'erasePatient', patient)
  }
  const naming = (patient: string) =>
    made.memory
      .rows()
      // What was done stays on record; answers to repeated wishes expire within a day.
      .filter(({ table }) => !['audit', 'disclosures', 'sessions'].includes(table))
      .filter(({ row }) => Object.values(row).some((value) => typeof value === 'string' && value.includes(patient)))
      .map(({ table, row }) => `${table} ${row.pk} ${row.sk}`)
  return { ...made, account, clock, archive, shredding, say, both, naming }
}
