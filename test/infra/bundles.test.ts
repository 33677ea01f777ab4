import { readFileSync } from 'node:fs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { tokenEvent } from '../fixtures/tokenEvent.ts'
import { bundleOf, environmentOf, FUNCTIONS, uploaded } from './artifacts.ts'
import { behindBundles, change, request } from './bundles.fixture.ts'
import { secretsIn } from './secrets.ts'
import { randomBytesOf } from './synth/mocks.ts'

let local: Awaited<ReturnType<typeof behindBundles>>
beforeAll(async () => {
  local = await behindBundles()
})
afterAll(() => local.close())

const textOf = (name: (typeof FUNCTIONS)[number]) => readFileSync(bundleOf(name), 'utf8')
const count = (text: string, marker: string) => text.split(marker).length - 1

/** In bytes; a bundle that grows over it is looked at before the number is. */
const MOST = {
  graphql: 1_030_000,
  signer: 600_000,
  disclosures: 450_000,
  overwrites: 440_000,
  preToken: 260_000,
  operator: 550_000,
  erasures: 600_000,
  trailCheck: 450_000,
} as const

test.each(FUNCTIONS)(
  '%s is one file of the size it should have, without source maps and without a note of SST',
  (name) => {
    const files = uploaded(name)
    expect([...files.keys()]).toEqual(['bundle.mjs'])
    expect(files.get('bundle.mjs')?.length).toBeLessThanOrEqual(MOST[name])
    expect(count(textOf(name), 'sourceMappingURL')).toBe(0)
  },
)

test('the graphql bundle holds one Apollo and one graphql', () => {
  // Each sentence is written once in its library: in ApolloServer.js and in instanceOf.js.
  expect(count(textOf('graphql'), 'Only one plugin can implement renderLandingPage')).toBe(1)
  expect(count(textOf('graphql'), 'from another module or realm')).toBe(1)
})

test.each(FUNCTIONS)('%s knows no way to credentials but its environment', (name) => {
  for (const way of ['credential_process', 'sso_session', 'security-credentials', 'AWS_CONTAINER_CREDENTIALS'])
    expect([way, count(textOf(name), way)]).toEqual([way, 0])
})

test('graphql answers who is asking, as a fresh process with the environment of the deploy', async () => {
  const { statusCode, body } = await local.invoke('graphql', request(local.token, '{ me { username role tenant } }'))
  expect([statusCode, JSON.parse(body)]).toEqual([
    200,
    { data: { me: { username: 'doc', role: 'DOCTOR', tenant: 'north' } } },
  ])
})

test('graphql takes variables: a second graphql in the bundle would know none of their types', async () => {
  const query = 'query Of($id: RecordId!) { patient(id: $id) { id } }'
  const { body } = await local.invoke('graphql', request(local.token, query, { id: 'of-nobody' }))
  expect(JSON.parse(body)).toEqual({ data: { patient: null } })
})

test('graphql refuses who has no token, and puts that on record', async () => {
  const { statusCode, body } = await local.invoke('graphql', request(null, '{ me { username } }'))
  expect([statusCode, JSON.parse(body).errors[0].extensions.code]).toEqual([401, 'UNAUTHENTICATED'])
  const records = (await local.dump('audit')).map(({ item }) => item.r?.S ?? '')
  expect(records.filter((record) => record.includes('UNAUTHENTICATED'))).toHaveLength(1)
})

test('disclosures takes what the audit table streams', async () => {
  const Records = (await local.dump('audit')).map((row) => change('INSERT', row))
  expect(Records.length).toBeGreaterThan(0)
  expect(await local.invoke('disclosures', { Records })).toEqual({ batchItemFailures: [] })
})

test('signer signs a digest', async () => {
  const before = (await local.dump('audit')).filter(isDigest).length
  await local.invoke('signer', {})
  expect((await local.dump('audit')).filter(isDigest).length).toBeGreaterThan(before)
})

test('trailCheck finds the archive whole', async () => {
  expect(await local.invoke('trailCheck', {})).toMatchObject({ damaged: 0 })
})

test('erasures erases nobody where nothing is due', async () => {
  expect(await local.invoke('erasures', {})).toEqual({ patients: 0, rows: 0, unbound: 0 })
})

test('operator lists who can sign in', async () => {
  expect(await local.invoke('operator', { do: 'listUsers' })).toMatchObject({
    ok: true,
    users: [{ username: 'doc', role: 'DOCTOR', tenant: 'north' }],
  })
})

test('preToken says in the token under which membership somebody acts', async () => {
  const { response } = await local.invoke('preToken', tokenEvent('doc'))
  const { claimsToAddOrOverride: claims } = response.claimsAndScopeOverrideDetails.accessTokenGeneration
  expect(Object.keys(claims)).toEqual(['wardgraph:membership'])
  expect(claims['wardgraph:membership']).toMatch(/^[a-z2-7]{12}\.[a-z2-7]{26}\.[a-z2-7]{26}$/)
})

test('overwrites leaves a notice of a record that was written again', async () => {
  const notices = async () =>
    (await local.dump('directory')).filter(({ item }) => item.pk?.S === '000000000000#O').length
  const [row] = await local.dump('audit')
  expect(row).toBeDefined()
  const before = await notices()
  await local.invoke('overwrites', { Records: row === undefined ? [] : [change('MODIFY', row)] })
  expect(await notices()).toBe(before + 1)
})

const isDigest = ({ item }: { readonly item: Readonly<Record<string, { readonly S?: string }>> }) =>
  item.pk?.S === '000000000000#D'

test.each(FUNCTIONS)('%s is deployed without a secret in its files or in its environment', (name) => {
  for (const [file, bytes] of uploaded(name)) expect([file, secretsIn(bytes.toString('latin1'))]).toEqual([file, []])
  expect(secretsIn(JSON.stringify(environmentOf(name), null, 1))).toEqual([])
})

test.each([
  ['an access key id of AWS', `id = "AKIA${'A1B2C3D4E5F6G7H8'}"`],
  ['a private key', '-----BEGIN EC PRIVATE KEY-----'],
  ['an origin secret', `x-origin: ${randomBytesOf('OriginSecretB')}`],
  ["the key of SST's links", 'process.env.SST_KEY'],
  ['what the deploy signs in with', 'the-secret-of-nobody'],
  ['a variable named as a secret', '{"ORIGIN_SECRET": "x"}'],
  ['a path of this machine', `${process.cwd()}/packages`],
])('%s would be found', (kind, text) => {
  expect(secretsIn(text)).toContain(kind)
})
