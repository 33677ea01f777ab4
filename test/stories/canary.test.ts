import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commands, each, serverOf, signIn } from '../fixtures/commands.ts'
import { dev, newHome, post, type Said, type Server } from '../fixtures/product.ts'
import { Canaries, canaryBundle, EVERYTHING, filesUnder, RECORD } from './canary.fixture.ts'

const { home, remove } = newHome()
const files = newHome()
const { run, json } = commands(home)
const canaries = new Canaries()
/** What came back where nothing was to be shown. */
const refused: string[] = []
/** What was shown to those who may see it. */
const shown: string[] = []
const said: Said[] = []
let server: Server
let patient: string
let practitioner: string

beforeAll(async () => {
  server = await dev({ home, env: { WARDGRAPH_SEED: 'none' } })
})
afterAll(() => {
  remove()
  files.remove()
})

function found(places: readonly (readonly [name: string, bytes: Uint8Array])[]): string[] {
  return places.flatMap(([name, bytes]) => canaries.find(bytes).map((canary) => `${name}: ${canary}`))
}
const texts = (name: string, all: readonly string[]) =>
  all.map((text, i) => [`${name} ${i}`, Buffer.from(text)] as const)

async function ask(username: string, query: string, variables: object = {}, headers: Record<string, string> = {}) {
  const token = await signIn(server.url, username)
  const { status, body, text } = await post(server.url, { token, query, variables, headers })
  return {
    status,
    body,
    text,
    codes: (body.errors ?? []).map((e: { extensions: { code: string } }) => e.extensions.code),
  }
}

test('a bundle with a canary in every field is imported; what cannot be is refused without a word of it', async () => {
  const { ids, resources, bundle } = canaryBundle(canaries)
  const write = (name: string, text: string) => writeFileSync(join(files.home, name), text)
  write('good.json', JSON.stringify(bundle))
  const good = await json('import', join(files.home, 'good.json'), '--tenant', 'aviary', '--json')
  expect(good).toMatchObject({ resources, rejected: [] })
  const hidden = () => canaries.hidden()
  write('searchset.json', JSON.stringify({ ...bundle, type: 'searchset' }))
  write('letter.json', `Dear ${hidden()},`)
  write('cut.json', JSON.stringify(bundle).slice(0, -9))
  const lines = [
    { resourceType: 'Patient', id: hidden(), birthDate: hidden() },
    { resourceType: 'Patient', id: hidden(), name: hidden() },
    {
      resourceType: 'Observation',
      id: hidden(),
      status: 'final',
      code: {},
      subject: { reference: `Patient/${hidden()}` },
    },
    { resourceType: hidden(), id: hidden() },
    hidden(),
  ]
  write('lines.ndjson', lines.map((line) => JSON.stringify(line)).join('\n'))
  const again = await run('import', files.home, '--tenant', 'aviary', '--json')
  expect(again.code).toBe(1)
  expect(JSON.parse(again.stdout).rejected.length).toBeGreaterThanOrEqual(lines.length)
  said.push(again)
  const users = await each(
    [
      ['doctor', 'DOCTOR', '--practitioner', ids.practitioner],
      ['nurse', 'NURSE', '--practitioner', ids.practitioner],
      ['self', 'PATIENT', '--patient', ids.patient],
      ['support', 'SUPPORT'],
      ['other', 'NURSE'],
      ['admin', 'ADMIN'],
    ],
    ([username = '', role = '', ...record]) =>
      json('users', 'add', username, '--tenant', 'aviary', '--role', role, ...record, '--json'),
  )
  practitioner = users[0].practitioner
  patient = users[2].patient
})

test('each role reads what it may, and between them every canary that a field holds is shown', async () => {
  for (const username of ['doctor', 'nurse', 'self', 'support', 'other']) {
    const reply = await ask(username, EVERYTHING, { id: patient })
    expect([reply.status, reply.body.data?.patient?.id]).toEqual([200, patient])
    shown.push(reply.text)
  }
  const all = shown.join('\n')
  expect(canaries.shown.filter((canary) => !all.includes(String(canary)))).toEqual([])
  refused.push((await ask('admin', EVERYTHING, { id: patient })).text)
})

test('mutations write canaries, and a repeated or refused one shows none', async () => {
  const coding = () => ({
    system: canaries.text(),
    version: canaries.text(),
    code: canaries.text(),
    display: canaries.text(),
  })
  const concept = () => ({ coding: [coding()], text: canaries.text() })
  const quantity = () => ({
    value: canaries.number(),
    comparator: canaries.text(),
    unit: canaries.text(),
    system: canaries.text(),
    code: canaries.text(),
  })
  const values = [
    { valueQuantity: quantity() },
    { valueCodeableConcept: concept() },
    { valueString: canaries.text() },
    {
      component: [
        { code: concept(), valueQuantity: quantity() },
        { code: concept(), valueCodeableConcept: concept() },
        { code: concept(), valueString: canaries.text() },
      ],
    },
  ]
  const inputs = values.map((value) => ({
    patient,
    idempotencyKey: canaries.hidden(),
    status: 'final',
    category: [concept()],
    code: concept(),
    effectiveDateTime: canaries.time(),
    ...value,
  }))
  for (const input of inputs) {
    const { codes, text } = await ask('doctor', RECORD, { input })
    expect(codes).toEqual([])
    shown.push(text)
  }
  const contact = {
    patient,
    expectedVersion: 1,
    idempotencyKey: canaries.hidden(),
    telecom: [{ system: 'phone', value: canaries.text(), use: 'home' }],
    address: [
      {
        use: 'home',
        line: [canaries.text()],
        city: canaries.text(),
        district: canaries.text(),
        state: canaries.text(),
        postalCode: canaries.text(),
        country: canaries.text(),
      },
    ],
  }
  const CONTACT = `mutation ($input: UpdatePatientContactInput!) { updatePatientContact(input: $input) {
    patient { version telecom { value } address { line city district state postalCode country } } } }`
  const updated = await ask('support', CONTACT, { input: contact })
  expect([updated.codes, updated.body.data.updatePatientContact?.patient.version]).toEqual([[], 2])
  shown.push(updated.text)
  const all = shown.join('\n')
  expect(canaries.shown.filter((canary) => !all.includes(String(canary)))).toEqual([])

  const other = { ...inputs[0], valueQuantity: quantity() }
  const replies = [
    await ask('doctor', RECORD, { input: other }),
    await ask('self', RECORD, { input: { ...inputs[0], idempotencyKey: canaries.hidden() } }),
    await ask('support', CONTACT, { input: { ...contact, idempotencyKey: canaries.hidden() } }),
    await ask('doctor', RECORD, { input: { ...inputs[0], idempotencyKey: `${canaries.hidden()} ` } }),
    await ask('doctor', RECORD, { input: { ...inputs[0], status: canaries.hidden() } }),
  ]
  expect(replies.map(({ codes }) => codes)).toEqual([
    ['CONFLICT'],
    ['FORBIDDEN'],
    ['CONFLICT'],
    ['BAD_USER_INPUT'],
    ['BAD_USER_INPUT'],
  ])
  refused.push(...replies.map(({ text }) => text))
})

test('bad input of every kind, and services that fail, are answered without what was sent', async () => {
  const token = await signIn(server.url, 'doctor')
  const c = () => canaries.hidden()
  const send = async (init: RequestInit, path = '/graphql') => {
    const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}`, ...init.headers }
    const response = await fetch(new URL(path, server.url), { method: 'POST', ...init, headers })
    refused.push(`${[...response.headers].join()} ${await response.text()}`)
    return response.status
  }
  const query = (text: string, more: object = {}) => send({ body: JSON.stringify({ query: text, ...more }) })
  const statuses = [
    await send({ body: `{"query": "${c()}` }),
    await send({ body: JSON.stringify([c()]) }),
    await send({ body: JSON.stringify({ query: '{ me { role } }', operationName: [c()] }) }),
    await send({ body: c(), headers: { 'content-type': `text/${c()}` } }),
    await send({ body: c().repeat(10_000) }),
    await query(c()),
    await query(`{ ${c()} { id } }`),
    await query(`{ me { ${c()}: ${c()} } }`),
    await query(`{ patient(id: 1, ${c()}: "${c()}") { id } }`),
    await query(`{ patients(family: "${c()}") { nodes { id } } }`),
    await query(`{ patients(family: "x", birthDate: "${c()}") { nodes { id } } }`),
    await query(`{ patients(after: "${c()}") { nodes { id } } }`),
    await query(`query ${c()} { me { role } }`, { operationName: c() }),
    await query(`query ($${c()}: Int) { me { role } }`, { variables: { [c()]: c() } }),
    await query('query ($id: RecordId!) { patient(id: $id) { id } }', { variables: { id: { [c()]: c() } } }),
    await query(`{ ...${c()} }`),
    await query(`{ me @${c()} { role } }`),
    await send({ body: '{}', headers: { authorization: `Bearer ${c()}.${c()}.${c()}` } }),
    await send({ body: '{"query":"{me{role}}"}', headers: { authorization: `Basic ${c()}` } }),
    await send({ body: '{"query":"{me{role}}"}', headers: { 'x-purpose-of-use': c() } }),
    await send({ body: '{}' }, `/${c()}/?${c()}=${c()}`),
  ]
  expect(statuses.filter((status) => status >= 500)).toEqual([])
  // A patient that is not there is no error; its id and the words searched for are in no reply either.
  for (const text of [`{ patient(id: "${c()}") { id } }`, `{ patients(mrn: "${c()}") { nodes { id } } }`])
    refused.push((await ask('doctor', text)).text)

  const faults = `${serverOf(home).endpoints.dynamodb}/_local/faults`
  for (const [operation, written, read] of [
    ['BatchGetItem', 503, 503],
    ['Query', 200, 503],
    ['TransactWriteItems', 503, 503],
  ] as const) {
    const rule = JSON.stringify({ service: 'dynamodb', operation, kind: 'refuse' })
    await fetch(faults, { method: 'POST', headers: { 'content-type': 'application/json' }, body: rule })
    const input = { patient, idempotencyKey: c(), code: { text: c() }, valueString: c() }
    const replies = [
      await post(server.url, { token, query: RECORD, variables: { input } }),
      await post(server.url, { token, query: EVERYTHING, variables: { id: patient } }),
    ]
    expect([operation, ...replies.map(({ status }) => status)]).toEqual([operation, written, read])
    refused.push(...replies.filter(({ status }) => status === 503).map(({ text }) => text))
    await fetch(faults, { method: 'DELETE' })
  }
  const wrong = [
    [c()],
    ['token', '--as', c()],
    ['users', 'add', c(), '--tenant', 'aviary', '--role', 'PATIENT', '--patient', c()],
    ['import', join(files.home, c()), '--tenant', 'aviary'],
  ]
  said.push(...(await each(wrong, (args) => run(...args))))
  expect(refused.length).toBeGreaterThan(30)
})

test('no canary is in the folder, the logs, a refusal, the dump or the audit export; one that is planted is found', async () => {
  const out = join(files.home, 'export')
  const dump = await run('table', 'dump')
  said.push(await run('audit', 'export', '--out', out, '--json'))
  expect(said.at(-1)).toMatchObject({ code: 0 })
  const running = filesUnder(home)
  expect(running.map(([name]) => name)).toContain('dynamodb.sqlite-wal')
  expect(await server.stop('SIGTERM')).toBe(0)
  expect(server.output()).toContain('"code":"AUDIT_UNAVAILABLE"')
  const searched = [
    ...running,
    ...filesUnder(home),
    ...filesUnder(out),
    ...texts('server', [server.output()]),
    ...texts('refusal', refused),
    ...texts(
      'command',
      said.flatMap(({ stdout, stderr }) => [stdout, stderr]),
    ),
    ...texts('dump', [dump.stdout]),
  ]
  expect(found(searched)).toEqual([])
  expect(dump.stdout).toContain(patient)
  expect(dump.stdout).toContain(practitioner)

  const canary = canaries.hidden()
  const plain = ['utf8', 'utf16le', 'hex', 'base64'] as const
  for (const encoding of plain)
    writeFileSync(join(home, `planted-${encoding}`), Buffer.from(`${Buffer.from(canary).toString(encoding)} `, 'utf8'))
  writeFileSync(join(home, 'planted-utf16le'), Buffer.from(`;${canary}`, 'utf16le'))
  const control = found(filesUnder(home))
  for (const encoding of plain) expect(control.join('\n')).toContain(`planted-${encoding}: kanarie`)
})
