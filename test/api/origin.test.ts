import { afterEach, expect, test, vi } from 'vitest'
import { configVariables, readConfig } from '../../packages/api/src/config.ts'
import { send } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

/** FIPS 180-4, the examples of SHA-256 that NIST publishes with it. */
const FIRST = {
  secret: 'abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq',
  sha256: '248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1',
}
const SECOND = { secret: 'abc', sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad' }

const said: string[] = []
vi.spyOn(process.stderr, 'write').mockImplementation((line) => {
  said.push(String(line))
  return true
})
afterEach(() => said.splice(0))

async function behind(origins: readonly string[] | null) {
  const made = await ward({ origins })
  const { handler, doctor, ada, memory } = made
  /** The doctor's request with this origin secret, or with a body of its own. */
  const asked = (secret: string | undefined, body = JSON.stringify({ query: `{ patient(id: "${ada}") { id } }` })) =>
    send(handler, {
      headers: {
        authorization: `Bearer ${doctor.token}`,
        ...(secret === undefined ? {} : { 'x-origin-secret': secret }),
      },
      body,
    })
  const records = () => memory.rows().flatMap(({ table, row }) => (table === 'audit' ? [String(row.r)] : []))
  return { ...made, asked, records }
}

const REFUSED = { errors: [{ message: 'A valid access token is needed.', extensions: { code: 'UNAUTHENTICATED' } }] }

test('a request that did not come through CloudFront is refused and on record, whoever sends it', async () => {
  const { asked, records, ada } = await behind([FIRST.sha256])
  // The hash is no secret, and opens nothing.
  for (const secret of [undefined, '', SECOND.secret, FIRST.secret.toUpperCase(), FIRST.sha256]) {
    const before = records().length
    const { status, body } = await asked(secret)
    expect({ status, body }).toEqual({ status: 401, body: REFUSED })
    const added = records().slice(before)
    expect(JSON.parse(String(added.at(-1)))).toMatchObject({
      tenant: '000000000000',
      outcome: 'UNAUTHENTICATED',
      caller: null,
      operation: null,
      disclosed: [],
    })
  }
  expect((await asked(FIRST.secret)).body).toEqual({ data: { patient: { id: ada } } })
})

test('it is looked at before anything else of the request', async () => {
  const { asked } = await behind([FIRST.sha256])
  expect((await asked(SECOND.secret, 'no JSON')).status).toBe(401)
  expect((await asked(FIRST.secret, 'no JSON')).status).toBe(400)
})

test('while one secret replaces another both are taken, and where none is asked for so is every request', async () => {
  const rotating = await behind([FIRST.sha256, SECOND.sha256])
  for (const { secret } of [FIRST, SECOND]) expect((await rotating.asked(secret)).status).toBe(200)
  expect((await rotating.asked(undefined)).status).toBe(401)
  expect((await (await behind(null)).asked(undefined)).status).toBe(200)
})

test('the origin secret is in no reply, no log line and no row', async () => {
  const { asked, memory } = await behind([SECOND.sha256])
  // Long enough to stand nowhere by chance: once it is wrong, once it is right.
  const replies = [await asked(FIRST.secret)]
  const right = await behind([FIRST.sha256])
  replies.push(await right.asked(FIRST.secret), await right.asked(FIRST.secret, 'no JSON'))
  const rows = [...memory.rows(), ...right.memory.rows()]
  expect(JSON.stringify([replies, said, rows])).not.toContain(FIRST.secret)
})

const ENV = {
  WARDGRAPH_DEPLOYMENT: 'test',
  WARDGRAPH_TABLES: 'test',
  WARDGRAPH_ENVELOPE_KEY: 'alias/test',
  WARDGRAPH_USER_POOL_ID: 'us-east-1_Local',
  WARDGRAPH_CLIENT_ID: 'local',
}
const read = (text: string | undefined) => readConfig({ ...ENV, WARDGRAPH_ORIGIN_SHA256: text })

test('the environment names one or two hashes, or says that there is none; anything else does not start', () => {
  for (const text of [FIRST.sha256, `${FIRST.sha256},${SECOND.sha256}`, 'none'])
    expect(configVariables(read(text)).WARDGRAPH_ORIGIN_SHA256).toBe(text)
  expect(read('none').origins).toBeNull()
  for (const text of [undefined, '']) expect(() => read(text)).toThrow(/^CONFIG: WARDGRAPH_ORIGIN_SHA256 is not set$/)
  const three = [FIRST, SECOND, FIRST].map(({ sha256 }) => sha256).join(',')
  for (const text of [
    'None',
    FIRST.secret,
    FIRST.sha256.toUpperCase(),
    FIRST.sha256.slice(1),
    `none,${FIRST.sha256}`,
    `${FIRST.sha256},`,
    `${FIRST.sha256}, ${SECOND.sha256}`,
    `${FIRST.sha256}\n`,
    three,
  ]) {
    const refusal = expect.objectContaining({
      message: expect.stringMatching(/^CONFIG: WARDGRAPH_ORIGIN_SHA256 is not none/),
    })
    expect(() => read(text), text).toThrow(refusal)
  }
})
