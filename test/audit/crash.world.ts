import { createHandler, memoryWall, type Services } from '@wardgraph/api'
import { createLanes } from '@wardgraph/audit'
import { type MemoryTable, memoryTable } from '@wardgraph/records'
import { createVault } from '@wardgraph/vault'
import { vi } from 'vitest'
import { act, reviewsOf } from '../fixtures/acts.ts'
import { CHART_RECORDS, nameOf } from '../fixtures/chartRecords.ts'
import { type Answer, send, treat, type User } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'
import { Doors } from './crash.doors.ts'

/** Time stands still, as a process that has died keeps no timer that could wake it, and failures are logged to nobody; starts it again. */
export function stopClock(): () => void {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  return () => {
    vi.useRealTimers()
    vi.restoreAllMocks()
  }
}

/** The ward with something to end for every mutation that ends something. */
export async function crashWorld(options: Parameters<typeof ward>[0] = {}) {
  const made = await ward(options)
  const { north, join, write, admin, privacy, support, nurse, doctor, ada, ben, nils } = made
  const patient = (name: string, family: string) =>
    write(north, { type: 'Patient', name, content: { name: [{ family }], birthDate: '1990-01-01' } })
  const [eve, fay] = [await patient('eve', 'Ehlers'), await patient('fay', 'Fuchs')]
  const vip = await write(north, {
    type: 'Patient',
    name: 'vip',
    content: { name: [{ family: 'Vogel' }], birthDate: '1960-01-01' },
    segments: ['VIP'],
  })
  await treat(made, north, { patient: vip, actor: nils })
  const locum = await join(north, { username: 'locum', role: 'DOCTOR' })
  const otto = await join(north, { username: 'otto', role: 'DOCTOR' })
  for (const username of ['guardian', 'warden']) await join(north, { username, role: 'PATIENT' })
  const done = async (as: User, name: string, input: Readonly<Record<string, unknown>>) => {
    const { body } = await act(made, as, name, input)
    if (body.errors) throw new Error(`${name}: ${JSON.stringify(body.errors)}`)
  }
  await done(locum, 'breakGlass', { patient: ben, reason: 'No pulse' })
  await done(admin, 'createUnit', { unit: 'icu' })
  for (const { username } of [doctor, nurse]) await done(admin, 'rosterUnit', { unit: 'icu', username })
  await done(nurse, 'startShift', { unit: 'icu', until: new Date(Date.now() + 3_600_000).toISOString() })
  await done(support, 'assignProxy', { patient: ada, username: 'guardian', basis: 'GUARDIAN' })
  for (const user of [privacy, admin]) await done(user, 'mergePatients', { patient: eve, into: fay })
  await done(privacy, 'erasePatient', { patient: eve, reason: 'Asked to be forgotten' })
  await done(privacy, 'holdPatient', { patient: fay })
  const review = (await reviewsOf(made, privacy)).find(({ kind }: { kind: string }) => kind === 'BREAK_GLASS')
  const chart = await made.query(doctor, `{ patient(id: "${ada}") { observations(first: 1) { nodes { id } } } }`)
  const observation: string = chart.body.data.patient.observations.nodes[0].id
  const records: Record<string, string> = {}
  for (const { type, given } of CHART_RECORDS) {
    const recorded = await act(made, doctor, `record${type}`, { patient: ada, ...given }, `${nameOf(type)} { id }`)
    records[type] = recorded.done[nameOf(type)].id
  }
  return { ...made, eve, fay, vip, locum, otto, review, observation, records }
}
export type CrashWorld = Awaited<ReturnType<typeof crashWorld>>

/** A reply and the id under which its audit record is found; a process that died has none. */
export interface Asked extends Pick<Answer, 'status' | 'body'> {
  readonly request: string
}

/** One request as it is sent, again and again. */
export interface Sent {
  readonly as: User | null
  readonly query: string
  readonly variables?: Readonly<Record<string, unknown>>
}

/** A copy of what is stored: what happens to one is not done to another. */
export async function storeOf({ memory }: Pick<CrashWorld, 'memory'>): Promise<MemoryTable> {
  const copy = memoryTable()
  const rows = memory.rows()
  for (let i = 0; i < rows.length; i += 100)
    await copy.transact(
      rows.slice(i, i + 100).map(({ table, row }) => ({ do: 'put', table, row })),
      { token: crypto.randomUUID() },
    )
  return copy
}

/** A process that has just started on a store; `broken` breaks what it is made of on purpose. */
export function processOn(
  store: MemoryTable,
  { services, provider }: Pick<CrashWorld, 'services' | 'provider'>,
  broken: (services: Services) => Services = (services) => services,
) {
  const doors = new Doors({ table: store, provider })
  const vault = createVault({ keysTable: async () => 'keys', provider: doors.provider, deployment: 'test' })
  const handler = createHandler(broken(memoryWall({ ...services, table: doors.table, vault, lanes: createLanes() })))
  return {
    doors,
    /** The reply; undefined if the process dies before. */
    async ask({ as, query, variables = {} }: Sent): Promise<Asked | undefined> {
      const request = crypto.randomUUID()
      const headers: Record<string, string> = as === null ? {} : { authorization: `Bearer ${as.token}` }
      const reply = send(handler, { headers, body: JSON.stringify({ query, variables }), request })
      const answer = await Promise.race([reply, doors.died])
      return answer && { request, status: answer.status, body: answer.body }
    },
  }
}
export type Process = ReturnType<typeof processOn>
