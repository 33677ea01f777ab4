import { expect, test } from 'vitest'
import { act } from '../fixtures/acts.ts'
import { treat } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

test('clock passes the end between decision and commit', async () => {
  const clock = { now: Date.now() }
  let meddle: (() => void) | undefined
  const made = await ward({ now: () => clock.now, through: (table) => ({ ...table, async transact(a, o) { const m = meddle; meddle = undefined; m?.(); return table.transact(a, o) } }) })
  const { north, ben, nils, nurse } = made
  await treat(made, north, { patient: ben, actor: nils, end: clock.now + 1000 })
  meddle = () => { clock.now += 1000 }
  const r = await act(made, nurse, 'recordObservation', { patient: ben, code: { text: 'Pain' }, valueString: 'x' }, 'observation { id }')
  console.log(JSON.stringify(r.body))
})
test('writes to a patient who does not exist for the caller', async () => {
  const made = await ward()
  const { ada, support, doctor, nurse, patient, query } = made
  const say = (expectedVersion: number, ...rules: object[]) => act(made, patient, 'recordConsent', { patient: ada, expectedVersion, rules })
  console.log((await say(1, { type: 'DENY', classes: ['NAME'], roles: ['SUPPORT', 'DOCTOR'] })).code)
  for (const user of [support, doctor]) console.log(user.role, JSON.stringify((await query(user, `{ patient(id: "${ada}") { id } }`)).body))
  const contact = (patient: string, expectedVersion: number) => act(made, support, 'updatePatientContact', { patient, expectedVersion, telecom: [] }, 'patient { id }')
  for (const [p, v] of [[ada, 1], [ada, 2], ['a'.repeat(26), 1]] as const) console.log(JSON.stringify((await contact(p, v)).body))
  const obs = (patient: string) => act(made, doctor, 'recordObservation', { patient, code: { text: 'Pain' }, valueString: 'x' }, 'observation { id valueString subject { id } }')
  for (const p of [ada, 'a'.repeat(26)]) console.log(JSON.stringify((await obs(p)).body))
  const cons = (patient: string, expectedVersion: number) => act(made, support, 'recordConsent', { patient, expectedVersion, rules: [{ type: 'DENY' }] }, 'patient { id }')
  for (const [p, v] of [[ada, 1], [ada, 3], ['a'.repeat(26), 1]] as const) console.log('consent', JSON.stringify((await cons(p, v)).body))
})
test('proxy without NAME', async () => {
  const made = await ward()
  const { ben, support, north, join, query } = made
  const pat = await join(north, { username: 'pat', role: 'PATIENT' })
  console.log((await act(made, support, 'assignProxy', { patient: ben, username: 'pat', basis: 'GUARDIAN', classes: ['CONTACT'] })).code)
  console.log(JSON.stringify((await query(pat, `{ patient(id: "${ben}") { telecom { value } } patients { nodes { id } } }`)).body))
  console.log(JSON.stringify((await act(made, pat, 'updatePatientContact', { patient: ben, expectedVersion: 1, telecom: [{ system: 'phone', value: '1' }] }, 'patient { id }')).body))
})
test('segment denied, yet written', async () => {
  const made = await ward()
  const { ada, nurse, patient, doctor, query } = made
  await act(made, patient, 'recordConsent', { patient: ada, expectedVersion: 1, rules: [{ type: 'DENY', segments: ['HIV'], roles: ['NURSE'] }] })
  console.log(JSON.stringify((await act(made, nurse, 'recordObservation', { patient: ada, code: { text: 'Test' }, valueString: 'neg', segments: ['HIV'] }, 'observation { id }')).body))
  console.log(JSON.stringify((await act(made, nurse, 'recordObservation', { patient: ada, code: { coding: [{ system: 'http://loinc.org', code: '75622-1' }] }, valueString: 'neg' }, 'observation { id }')).body))
  console.log(JSON.stringify((await query(doctor, `{ patient(id: "${ada}") { observations { nodes { valueString segments } } } }`)).body))
})
test('empty ids', async () => {
  const made = await ward()
  const { ada, doctor, patient, query } = made
  console.log(JSON.stringify((await act(made, doctor, 'labelRecord', { patient: ada, observation: '', segments: ['HIV'] }, 'patient { id segments } observation { id }')).body))
  console.log(JSON.stringify((await act(made, patient, 'recordConsent', { patient: ada, consent: '', expectedVersion: 2, rules: [{ type: 'DENY', roles: ['NURSE'] }] }, 'patient { consents { id } }')).body))
})
test('two hats and one glass', async () => {
  const made = await ward()
  const { ben, join, north, query } = made
  const fay = await join(north, { username: 'fay', role: 'DOCTOR' })
  const fayNurse = await join(north, { username: 'fay', role: 'NURSE' })
  const chart = `{ patient(id: "${ben}") { observations { nodes { id } } } }`
  console.log((await act(made, fay, 'breakGlass', { patient: ben, reason: 'x' })).code)
  console.log(JSON.stringify((await act(made, fayNurse, 'breakGlass', { patient: ben, reason: 'x' })).body))
  console.log(JSON.stringify((await query(fayNurse, chart)).body.data))
  console.log(JSON.stringify((await act(made, fayNurse, 'endBreakGlass', { patient: ben })).body), JSON.stringify((await query(fay, chart)).body.data))
})
test('desk hat puts the unit whose roster one is on', async () => {
  const made = await ward()
  const { ben, join, north, query, admin, privacy } = made
  await join(north, { username: 'eve', role: 'NURSE' })
  const desk = await join(north, { username: 'eve', role: 'SUPPORT' })
  const eve = await join(north, { username: 'eve', role: 'NURSE' }).catch(() => undefined)
  await act(made, admin, 'createUnit', { unit: 'ward-1' })
  await act(made, admin, 'rosterUnit', { unit: 'ward-1', username: 'eve' })
  console.log((await act(made, desk, 'assignCareTeam', { patient: ben, unit: 'ward-1' })).code, eve)
  console.log(JSON.stringify((await query(privacy, '{ reviews { nodes { kind } } }')).body))
})
