import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { startLocalAws } from '@wardgraph/local-aws'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { commands, each, refusal, serverOf, signIn } from '../fixtures/commands.ts'
import { dev, newHome, post, type Server, tokenOf, wardgraph } from '../fixtures/product.ts'

const ROOT = join(import.meta.dirname, '../..')
const { home, remove } = newHome()
const other = newHome()
const files = newHome()
const { run, json } = commands(home)
let server: Server
let port: number

beforeAll(async () => {
  port = await freePort()
  server = await dev({ home, env: { PORT: String(port) } })
})
afterAll(() => {
  for (const end of [remove, other.remove, files.remove]) end()
})

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve))
  const address = probe.address()
  await new Promise((resolve) => probe.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('no port')
  return address.port
}

test('dev listens on PORT, prints the users and a ready line, and keeps its folder to itself', () => {
  expect(server.url).toBe(`http://127.0.0.1:${port}/graphql`)
  expect(server.output()).toContain('  doctor-northside       DOCTOR   northside\n')
  expect(server.output().trimEnd().split('\n').at(-1)).toBe(`ready ${server.url}`)
  expect(statSync(home).mode & 0o777).toBe(0o700)
  expect(statSync(join(home, 'server.json')).mode & 0o777).toBe(0o600)
  const endpoint = expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect(serverOf(home)).toEqual({
    pid: expect.any(Number),
    url: `http://127.0.0.1:${port}`,
    endpoints: { dynamodb: endpoint, kms: endpoint, s3: endpoint, sts: endpoint },
  })
})

test('every refusal is one line, CODE: sentence, with its exit code', async () => {
  const add = (...more: string[]) => ['users', 'add', ...more]
  const refusals: [args: string[], code: string, exit: number, env?: NodeJS.ProcessEnv][] = [
    [['dev'], 'SERVER_RUNNING', 3],
    [['dev'], 'PORT_TAKEN', 3, { WARDGRAPH_HOME: other.home, PORT: String(port) }],
    [['dev'], 'BAD_PORT', 2, { PORT: 'http' }],
    [['dev'], 'BAD_SEED', 2, { WARDGRAPH_SEED: 'yes' }],
    [['dev'], 'ENDPOINT_UNCLEAR', 2, { AWS_ENDPOINT_URL: 'http://127.0.0.1:1' }],
    [['dev'], 'NOT_LOCAL', 3, { WARDGRAPH_HOME: other.home, NODE_ENV: 'production' }],
    [['env'], 'NO_SERVER', 3, { WARDGRAPH_HOME: newPlace('empty') }],
    [['users'], 'FOLDER_UNUSABLE', 3, { WARDGRAPH_HOME: join(ROOT, 'package.json') }],
    [['undress'], 'WRONG_USAGE', 2],
    [['users', '--yaml'], 'WRONG_USAGE', 2],
    [['token'], 'WRONG_USAGE', 2],
    [['token', '--as', 'nobody'], 'UNKNOWN_USER', 2],
    [['token', '--as', 'doctor-northside', '--ttl', '0'], 'BAD_TTL', 2],
    [add('ann', '--tenant', 'northside', '--role', 'doctor'), 'WRONG_USAGE', 2],
    [add('Ann B', '--tenant', 'northside', '--role', 'DOCTOR'), 'BAD_NAME', 2],
    [add('ann', '--tenant', 'northside', '--role', 'PATIENT'), 'NEEDS_PATIENT', 2],
    [add('ann', '--tenant', 'northside', '--role', 'PATIENT', '--patient', 'x'), 'UNKNOWN_PATIENT', 2],
    [add('ann', '--tenant', 'northside', '--role', 'NURSE', '--practitioner', 'x'), 'UNKNOWN_PRACTITIONER', 2],
    [add('doctor-northside', '--tenant', 'northside', '--role', 'DOCTOR'), 'USER_EXISTS', 1],
    [add('ann', '--tenant', 'northside', '--role', 'NURSE', '--until', 'soon'), 'BAD_DATE', 2],
    [
      add('ann', '--tenant', 'northside', '--role', 'NURSE', '--from', '2026-02-01', '--until', '2026-01-01'),
      'BAD_DATE',
      2,
    ],
    [['users', 'end', 'nobody'], 'UNKNOWN_USER', 2],
    [['token', '--as', 'doctor-northside', '--role', 'CHIEF'], 'WRONG_USAGE', 2],
    [['token', '--as', 'doctor-northside', '--role', 'NURSE'], 'UNKNOWN_USER', 2],
    [['import', home], 'WRONG_USAGE', 2],
    [['import', home, '--tenant', 'north side'], 'BAD_NAME', 2],
    [['import', join(home, 'nowhere'), '--tenant', 'northside'], 'NO_SUCH_PATH', 2],
    [['import', newPlace('nothing'), '--tenant', 'northside'], 'NO_FILES', 2],
    [['import', home, '--tenant', 'northside', '--as-of', 'yesterday'], 'BAD_DATE', 2],
    [['audit', 'export', '--out', home], 'FOLDER_NOT_EMPTY', 2],
    [['audit', 'verify', '--dir', home], 'WRONG_USAGE', 2],
  ]
  const said = await each(refusals, ([args, , , env = {}]) => wardgraph(args, { home, env }))
  expect(said).toEqual(refusals.map(([, code, exit]) => refusal(code, exit)))
})

test('help names every command and is what comes without one', async () => {
  const [help, none] = await Promise.all([run('help'), run()])
  expect(help).toMatchObject({ code: 0, stderr: '' })
  for (const command of ['dev', 'env', 'users', 'users add', 'token', 'import', 'table dump', 'audit export'])
    expect(help.stdout).toContain(`\n  ${command} `)
  expect(none).toEqual(help)
})

test('users --json lists each role of both tenants, by username', async () => {
  const users = await json('users', '--json')
  const names = ['admin', 'doctor', 'nurse', 'patient', 'privacy', 'service', 'support']
  const record = expect.stringMatching(/^[a-z2-7]{26}$/)
  expect(users).toEqual(
    names.flatMap((name) =>
      ['lakeview', 'northside'].map((tenant) => ({
        username: `${name}-${tenant}`,
        role: name.toUpperCase(),
        tenant,
        subject: record,
        patient: name === 'patient' ? record : null,
        practitioner: name === 'doctor' || name === 'nurse' ? record : null,
      })),
    ),
  )
})

test('users add takes an id of the source, is idempotent, and the new user can sign in', async () => {
  const add = ['users', 'add', 'dr-ann', '--tenant', 'northside', '--role', 'DOCTOR']
  const user = await json(...add, '--practitioner', 'demo-northside-doctor-2', '--json')
  expect(user).toMatchObject({ username: 'dr-ann', role: 'DOCTOR', tenant: 'northside', patient: null })
  const [again, byId, less] = await Promise.all([
    json(...add, '--practitioner', 'demo-northside-doctor-2', '--json'),
    json(...add, '--practitioner', user.practitioner, '--json'),
    run(...add),
  ])
  expect([again, byId]).toEqual([user, user])
  expect(less).toEqual(refusal('USER_EXISTS', 1))
  const token = await tokenOf(home, 'dr-ann')
  const { body } = await post(server.url, { token, query: '{ me { username role tenant } }' })
  expect(body).toEqual({ data: { me: { username: 'dr-ann', role: 'DOCTOR', tenant: 'northside' } } })
})

test('another role is another membership of the same person: a token names one, and an ended one is good for nothing', async () => {
  const add = ['users', 'add', 'two-hats', '--tenant', 'northside', '--role']
  const [nurse, patient] = [
    await json(...add, 'NURSE', '--json'),
    await json(...add, 'PATIENT', '--without-chart', '--json'),
  ]
  expect(patient.subject).toBe(nurse.subject)
  expect(await run('token', '--as', 'two-hats')).toEqual(refusal('SEVERAL_MEMBERSHIPS', 2))
  const me = async (role: string) => {
    const token = (await run('token', '--as', 'two-hats', '--role', role)).stdout.trim()
    const { body } = await post(server.url, { token, query: '{ me { role } }' })
    return body.data?.me.role ?? body.errors[0].extensions.code
  }
  expect([await me('NURSE'), await me('PATIENT')]).toEqual(['NURSE', 'PATIENT'])
  const locum = ['users', 'add', 'locum', '--tenant', 'northside', '--role', 'DOCTOR', '--until', '2026-01-31']
  expect((await run(...locum)).code).toBe(0)
  const token = await tokenOf(home, 'locum')
  expect((await post(server.url, { token, query: '{ me { role } }' })).body.errors[0].extensions.code).toBe(
    'UNAUTHENTICATED',
  )
  expect((await run('users', 'end', 'two-hats', '--role', 'PATIENT')).code).toBe(0)
  expect((await run('token', '--as', 'two-hats')).code).toBe(0)
  expect((await run(...add, 'PATIENT', '--without-chart')).stderr).toMatch(/^added/)
})

test('token is one line and lives as long as --ttl says', async () => {
  const { code, stdout, stderr } = await run('token', '--as', 'nurse-lakeview', '--ttl', '120')
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/)
  const { iat, exp } = JSON.parse(Buffer.from(stdout.split('.')[1] ?? '', 'base64url').toString())
  expect(exp - iat).toBe(120)
})

test('the Lambda entry, in the environment that env prints and in no other, answers as the server does', async () => {
  const [env, token] = await Promise.all([run('env'), tokenOf(home, 'doctor-northside')])
  expect(env).toMatchObject({ code: 0, stderr: '' })
  expect(env.stdout).toMatch(/^([A-Z0-9_]+=\S+\n)+$/)
  const variables = Object.fromEntries(
    env.stdout.split('\n').flatMap((line) => (line === '' ? [] : [/^([^=]+)=(.*)$/.exec(line)?.slice(1) ?? []])),
  )
  const query = '{ me { username } patients(mrn: "N100137") { nodes { id name { family } birthDate } } }'
  const event = {
    version: '2.0',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
    requestContext: { http: { method: 'POST', path: '/graphql' } },
    body: JSON.stringify({ query }),
    isBase64Encoded: false,
  }
  const script = `const { handler } = await import(process.argv[1])
    const context = { awsRequestId: 'here', getRemainingTimeInMillis: () => 10000 }
    const { statusCode, body } = await handler(JSON.parse(process.argv[2]), context)
    console.log(JSON.stringify({ status: statusCode, body: JSON.parse(body) }))`
  const entry = join(ROOT, 'packages/api/src/graphql.lambda.ts')
  const args = ['--input-type=module', '-e', script, entry, JSON.stringify(event)]
  const said = await childOf(process.execPath, args, variables)
  const { status, body } = await post(server.url, { token, query })
  expect(body.data.patients.nodes).toEqual([
    {
      id: expect.stringMatching(/^[a-z2-7]{26}$/),
      name: [{ family: 'Synth-Ahlgren' }],
      birthDate: '1959-03-14',
    },
  ])
  expect(JSON.parse(said)).toEqual({ status, body })
})

function childOf(command: string, args: readonly string[], env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (data) => {
    said += data
  })
  return new Promise((resolve) => child.on('close', () => resolve(said)))
}

function newPlace(name: string): string {
  const place = join(files.home, name)
  mkdirSync(place, { recursive: true })
  return place
}

/** A chart of three resources as a bundle, a visit as compressed NDJSON, and what cannot be imported. */
function sources() {
  const folder = newPlace('fhir')
  const write = (name: string, bytes: string | Buffer) => writeFileSync(join(folder, name), bytes)
  const subject = { reference: 'Patient/ed' }
  const entry = [
    { resourceType: 'Observation', id: 'weight', status: 'final', code: { text: 'Weight' }, subject, valueString: 'x' },
    { resourceType: 'RiskAssessment', id: 'gout', status: 'final', subject, code: { text: 'Gout' } },
    { resourceType: 'Patient', id: 'ed', name: [{ family: 'East' }], birthDate: '1950-02-03' },
  ].map((resource) => ({ resource }))
  write('bundle.json', JSON.stringify({ resourceType: 'Bundle', type: 'collection', entry }))
  const visit = { resourceType: 'Encounter', id: 'v', status: 'finished', class: { code: 'AMB' }, subject }
  const wrong = { resourceType: 'Patient', id: 'wrong', birthDate: 'in spring' }
  write('visit.ndjson.gz', gzipSync(`${JSON.stringify(visit)}\n${JSON.stringify(wrong)}\n`))
  write('letter.json', 'Dear colleague,')
  write('notes.txt', 'nobody asked for these')
  return folder
}

const counts = (of: object) => ({ created: 0, updated: 0, unchanged: 0, rejected: 0, opaque: 0, ...of })

test('import reports what became of each resource, through a server and without one, and changes nothing again', async () => {
  const folder = sources()
  const expected = (outcome: object) => ({
    tenant: 'eastside',
    files: 3,
    resources: 5,
    types: {
      Encounter: counts(outcome),
      Observation: counts(outcome),
      Patient: counts({ ...outcome, rejected: 1 }),
      RiskAssessment: counts({ ...outcome, opaque: 1 }),
    },
    unresolved: 0,
    rejected: [
      { file: join(folder, 'letter.json'), position: 0, type: null, code: 'NOT_JSON' },
      { file: join(folder, 'visit.ndjson.gz'), position: 1, type: 'Patient', code: 'WRONG_TYPE' },
    ],
  })
  await each([home, other.home], async (at) => {
    const command = () => wardgraph(['import', folder, '--tenant', 'eastside', '--json'], { home: at })
    const [first, second] = [await command(), await command()]
    expect([first.code, second.code]).toEqual([1, 1])
    expect(JSON.parse(first.stdout)).toEqual(expected({ created: 1 }))
    expect(JSON.parse(second.stdout)).toEqual(expected({ unchanged: 1 }))
    expect(first.stderr).not.toMatch(/spring|East|Dear/)
  })
  const whole = await run('import', join(folder, 'bundle.json'), '--tenant', 'eastside')
  expect([whole.code, whole.stdout]).toEqual([0, expect.stringContaining('3 resources in 1 files, tenant eastside')])
})

test('table dump is sorted NDJSON of DynamoDB JSON, and its reader may leave early', async () => {
  const { code, stdout, stderr } = await run('table', 'dump')
  expect([code, stderr]).toEqual([0, ''])
  const rows = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line))
  for (const row of rows) expect(Object.keys(row)).toEqual(['table', 'item'])
  expect(new Set(rows.map(({ table }) => table))).toEqual(
    new Set(['audit', 'directory', 'disclosures', 'keys', 'records']),
  )
  const places = rows.map(({ table, item }) => `${table} ${item.pk.S} ${item.sk.S}`)
  expect(places).toEqual(places.toSorted())
  const values = new Set(rows.flatMap(({ item }) => Object.values<object>(item).flatMap((value) => Object.keys(value))))
  expect([...values].toSorted()).toEqual(['B', 'N', 'S'])
  const head = rows.find(({ item }) => item.sk.S === 'A' && item.pk.S.includes('#P#'))
  expect(Buffer.from(head.item.m.B, 'base64')).toHaveLength(35)

  const bin = join(ROOT, 'packages/cli/bin/wardgraph.mjs')
  const reader = spawn(process.execPath, [bin, 'table', 'dump'], { env: { ...process.env, WARDGRAPH_HOME: home } })
  const ended = new Promise((resolve) => reader.on('close', resolve))
  let words = ''
  reader.stderr.on('data', (data) => {
    words += data
  })
  reader.stdout.once('data', () => reader.stdout.destroy())
  expect([await ended, words]).toEqual([0, ''])
})

test('SIGTERM to the process group, even twice, answers what is under way and ends with 0 within five seconds', async () => {
  const { pid, endpoints } = serverOf(home)
  const token = await signIn(server.url, 'admin-lakeview')
  const faults = `${endpoints.dynamodb}/_local/faults`
  const delay = JSON.stringify({ service: 'dynamodb', operation: 'TransactWriteItems', kind: 'delay', ms: 500, nth: 1 })
  await fetch(faults, { method: 'POST', headers: { 'content-type': 'application/json' }, body: delay })
  const reply = post(server.url, { token, query: '{ me { username } }' })
  while (!/"fired":1/.test(await (await fetch(faults)).text()));
  const ended = server.stop('SIGTERM')
  while (await fetch(server.url).catch(() => undefined));
  process.kill(-pid, 'SIGTERM')
  expect((await reply).body).toEqual({ data: { me: { username: 'admin-lakeview' } } })
  expect(await ended).toBe(0)
  expect(existsSync(join(home, 'server.json'))).toBe(false)
}, 5_000)

test('without a server the same commands open the folder themselves', async () => {
  const users = await json('users', '--json')
  expect(users.map(({ username }: { username: string }) => username)).toContain('dr-ann')
})

test('a server with other endpoints, without seed and introspection, has no users, schema or IDE to show', async () => {
  const aws = await startLocalAws({ folder: undefined, services: ['dynamodb', 'kms', 's3'] })
  const { dynamodb = '', kms = '', s3 = '' } = aws.endpoints
  const elsewhere = newHome()
  const bare = await dev({
    home: elsewhere.home,
    env: {
      WARDGRAPH_SEED: 'none',
      WARDGRAPH_INTROSPECTION: 'off',
      AWS_ENDPOINT_URL_DYNAMODB: dynamodb,
      AWS_ENDPOINT_URL_KMS: kms,
      AWS_ENDPOINT_URL_S3: s3,
    },
  })
  const { run: there, json: jsonThere } = commands(elsewhere.home)
  expect(serverOf(elsewhere.home).endpoints).toEqual({
    dynamodb,
    kms,
    s3,
    sts: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
  })
  expect(await jsonThere('users', '--json')).toEqual([])
  await there('users', 'add', 'ann', '--tenant', 'westside', '--role', 'ADMIN')
  const token = await tokenOf(elsewhere.home, 'ann')
  const introspection = await post(bare.url, { token, query: '{ __schema { queryType { name } } }' })
  expect([introspection.status, introspection.body.errors[0].extensions.code]).toEqual([400, 'BAD_USER_INPUT'])
  const me = await post(bare.url, { token, query: '{ me { tenant } }' })
  expect(me.body).toEqual({ data: { me: { tenant: 'westside' } } })
  const page = await fetch(new URL('/', bare.url))
  expect([page.status, page.headers.get('content-type')]).toEqual([400, 'application/json; charset=utf-8'])
  expect(await bare.stop('SIGTERM')).toBe(0)
  expect(existsSync(join(elsewhere.home, 'dynamodb.sqlite'))).toBe(false)
  expect(readFileSync(join(elsewhere.home, 'settings.json'), 'utf8')).toContain('"seeded":null')
  elsewhere.remove()
  await aws.close()
})
