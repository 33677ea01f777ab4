import { expect, test } from 'vitest'
import { send } from '../fixtures/clinic.ts'
import { ward } from '../fixtures/ward.ts'

const SECRET = 'canary-90210'

test('what is no GraphQL request is answered with its code, never with what was sent', async () => {
  const { handler, doctor, memory } = await ward()
  const headers = { authorization: `Bearer ${doctor.token}` }
  const json = (value: unknown) => ({ headers, body: JSON.stringify(value) })
  const deep = (n: number) => `${'['.repeat(n)}${']'.repeat(n)}`
  const cases: readonly (readonly [Parameters<typeof send>[1], number, string])[] = [
    [{ headers, body: `{"query": "${SECRET}` }, 400, 'BAD_USER_INPUT'],
    [{ headers, body: '' }, 400, 'BAD_USER_INPUT'],
    [{ headers }, 400, 'BAD_USER_INPUT'],
    [json([{ query: '{ me { role } }' }]), 400, 'BAD_USER_INPUT'],
    [json({ query: 1 }), 400, 'BAD_USER_INPUT'],
    [json({ query: '' }), 400, 'BAD_USER_INPUT'],
    [json({ query: '{ me { role } }', variables: SECRET }), 400, 'BAD_USER_INPUT'],
    [json({ query: '{ me { role } }', operationName: 5 }), 400, 'BAD_USER_INPUT'],
    [json({ query: '{ me { role } }', operationName: SECRET }), 400, 'BAD_USER_INPUT'],
    [{ headers, method: 'GET' }, 400, 'BAD_USER_INPUT'],
    [{ headers, path: '/other', body: '{}' }, 400, 'BAD_USER_INPUT'],
    [{ headers: { ...headers, 'content-type': 'text/plain' }, body: '{ me { role } }' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    [
      { headers: { ...headers, 'content-type': 'application/graphql' }, body: '{ me { role } }' },
      415,
      'UNSUPPORTED_MEDIA_TYPE',
    ],
    [{ headers, body: `{"query":"${'x'.repeat(5_000_000)}"}` }, 413, 'PAYLOAD_TOO_LARGE'],
    [{ headers, body: `{"query":"{ me { role } }","variables":{"a":${deep(50_000)}}}` }, 400, 'LIMIT_EXCEEDED'],
    [{ headers, body: `{"query":"{ me { role } }","variables":{"a":${deep(65)}}}` }, 400, 'LIMIT_EXCEEDED'],
    [json({ query: '{ me { role } }', variables: { a: Array(3_000).fill(1) } }), 400, 'LIMIT_EXCEEDED'],
    [
      {
        headers,
        body: `{"query":"{ me { role } }","__proto__":{"query":"${SECRET}"},"variables":{"__proto__":{"id":1}}}`,
      },
      200,
      '',
    ],
  ]
  for (const [event, status, code] of cases) {
    const records = memory.rows().filter(({ table }) => table === 'audit').length
    const answer = await send(handler, event)
    expect([answer.status, answer.body.errors?.[0].extensions.code ?? '']).toEqual([status, code])
    expect(answer.text).not.toContain(SECRET)
    expect(memory.rows().filter(({ table }) => table === 'audit').length).toBeGreaterThan(records)
  }
})

test('what is no operation of this schema is refused without a suggestion, a value or a stack', async () => {
  const { query, doctor } = await ward()
  const fields = (n: number, text: string) =>
    Array.from({ length: n }, (_, i) => text.replace('#', String(i))).join(' ')
  const nested = (n: number): string =>
    n === 0 ? 'id' : `observations(first: 1) { nodes { subject { ${nested(n - 1)} } } }`
  const bad: readonly (readonly [string, string, Readonly<Record<string, unknown>>?])[] = [
    [`{ patiens(id: "${SECRET}") { id } }`, 'BAD_USER_INPUT'],
    ['{ patient(id: "a") { nam } }', 'BAD_USER_INPUT'],
    [`{ patients(first: "${SECRET}") { nodes { id } } }`, 'BAD_USER_INPUT'],
    ['{ patients(first: 0) { nodes { id } } }', 'BAD_USER_INPUT'],
    ['{ patients(first: 101) { nodes { id } } }', 'BAD_USER_INPUT'],
    ['{ patients(first: -5) { nodes { id } } }', 'BAD_USER_INPUT'],
    [`{ patients(after: "${SECRET}") { nodes { id } } }`, 'BAD_USER_INPUT'],
    [`{ patients(family: "${SECRET}") { nodes { id } } }`, 'BAD_USER_INPUT'],
    ['{ patients(mrn: null, family: null, birthDate: null) { nodes { id } } }', 'BAD_USER_INPUT'],
    ['query Q($id: RecordId!) { patient(id: $id) { id } }', 'BAD_USER_INPUT', {}],
    ['query Q($n: PageSize) { patients(first: $n) { nodes { id } } }', 'BAD_USER_INPUT', { n: SECRET }],
    ['query A { me { role } } query B { me { role } }', 'BAD_USER_INPUT'],
    ['{ me { role }', 'BAD_USER_INPUT'],
    ['{ patient(id: "a") { ...F } } fragment F on Patient { ...G } fragment G on Patient { ...F }', 'BAD_USER_INPUT'],
    ['{ __schema { types { name } } }', 'BAD_USER_INPUT'],
    ['{ __type(name: "Patient") { fields { name } } }', 'BAD_USER_INPUT'],
    ['subscription { me { role } }', 'BAD_USER_INPUT'],
    [
      'mutation { a: recordObservation(input: {patient: "a", idempotencyKey: "a", code: {text: "a"}, valueString: "a"}) { observation { id } } b: recordObservation(input: {patient: "a", idempotencyKey: "b", code: {text: "a"}, valueString: "a"}) { observation { id } } }',
      'BAD_USER_INPUT',
    ],
    [`{ ${fields(800, 'a#: me { role }')} }`, 'LIMIT_EXCEEDED'],
    [`{ ${fields(101, 'a#: me { role }')} }`, 'LIMIT_EXCEEDED'],
    [`{ patient(id: "a") { ${nested(5)} } }`, 'LIMIT_EXCEEDED'],
    ['{ patients(first: 100) { nodes { observations(first: 100) { nodes { id } } } } }', 'LIMIT_EXCEEDED'],
    [
      'query Q($n: PageSize = 100) { patients(first: $n) { nodes { observations { nodes { id } } } } }',
      'LIMIT_EXCEEDED',
    ],
    [`{ me { role @skip(if: false) @include(if: true) @skip(if: false) @include(if: true) } }`, 'BAD_USER_INPUT'],
    [`{ me { role } } ${fields(31, 'fragment F# on Me { role }')}`, 'BAD_USER_INPUT'],
    [`{ me { role ${fields(30, '...F#')} } } ${fields(30, 'fragment F# on Me { role }')}`, 'LIMIT_EXCEEDED'],
  ]
  for (const [document, code, variables = {}] of bad) {
    const { status, body, text } = await query(doctor, document, { variables })
    expect([document.slice(0, 60), status, body.errors?.[0]?.extensions.code]).toEqual([
      document.slice(0, 60),
      400,
      code,
    ])
    expect(text).not.toContain(SECRET)
    expect(text).not.toMatch(/did you mean|stack|node_modules|at Object/i)
    expect(body.data).toBeUndefined()
    expect(Object.keys(body.errors[0].extensions)).toEqual(['code'])
  }
})

test('an error in the document says where, in a sentence of ours', async () => {
  const { query, doctor } = await ward()
  const { body } = await query(doctor, `{\n  patients(first: "${SECRET}") { nodes { id } }\n}`)
  expect(body).toEqual({
    errors: [
      {
        message: 'A value has another type.',
        locations: [{ line: 2, column: 19 }],
        extensions: { code: 'BAD_USER_INPUT' },
      },
    ],
  })
})

test('the schema can be asked for where that is on, and says nothing of the policy', async () => {
  const { query, doctor } = await ward({ introspection: true })
  const { body } = await query(doctor, '{ __schema { types { name } directives { name } } }')
  const names = body.data.__schema.types.map(({ name }: { name: string }) => name)
  expect(names).toContain('Observation')
  for (const hidden of ['Audience', 'Grant', 'Relation', 'Mask', 'Index']) expect(names).not.toContain(hidden)
  // What a consent names is an input: classes, segments, roles and purposes are known by name, not by their rules.
  expect(names).toEqual(expect.arrayContaining(['DataClass', 'Segment', 'Role', 'Purpose']))
  expect(body.data.__schema.directives.map(({ name }: { name: string }) => name).sort()).toEqual([
    'deprecated',
    'include',
    'oneOf',
    'skip',
    'specifiedBy',
  ])
})

test('nobody gets in without a good access token', async () => {
  const { query, doctor, issuer, north } = await ward()
  const claims = { 'wardgraph:membership': `${north.tenant}.${doctor.person}.${doctor.membership}` }
  const good = { subject: 'x', username: 'doctor', claims, ttl: 60 }
  const other = (await ward()).doctor
  const [head = '', body = ''] = doctor.token.split('.')
  const tokens = [
    'nonsense',
    issuer.token({ ...good, use: 'id' }),
    issuer.token({ ...good, ttl: -60 }),
    issuer.token({ ...good, claims: {} }),
    issuer.token({
      ...good,
      claims: { 'wardgraph:membership': `${north.tenant}.${'a'.repeat(26)}.${doctor.membership}` },
    }),
    issuer.token({
      ...good,
      claims: { 'wardgraph:membership': `${'a'.repeat(12)}.${doctor.person}.${doctor.membership}` },
    }),
    issuer.token({ ...good, claims: { 'wardgraph:membership': `000000000000.${doctor.person}.${doctor.membership}` } }),
    other.token,
    `${head}.${body}.`,
    `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.AA`,
  ]
  for (const token of tokens) {
    const answer = await query({ ...doctor, token }, '{ me { role } }')
    expect(answer.status).toBe(401)
    expect(answer.body).toEqual({
      errors: [{ message: 'A valid access token is needed.', extensions: { code: 'UNAUTHENTICATED' } }],
    })
    expect(answer.headers['www-authenticate']).toBe('Bearer')
  }
  expect((await query(null, '{ me { role } }')).status).toBe(401)
})

test('a purpose that the role does not have is refused', async () => {
  const { query, support, doctor, ada } = await ward()
  const contact = `mutation { updatePatientContact(input: { patient: "${ada}", expectedVersion: 1, idempotencyKey: "p", telecom: [] }) { patient { version } } }`
  expect(
    (await query(doctor, '{ me { role } }', { headers: { 'x-purpose-of-use': 'ETREAT' } })).body.errors[0].extensions
      .code,
  ).toBe('FORBIDDEN')
  expect(
    (await query(support, contact, { headers: { 'x-purpose-of-use': 'HPAYMT' } })).body.errors[0].extensions.code,
  ).toBe('FORBIDDEN')
  expect((await query(support, contact)).body.data.updatePatientContact.patient.version).toBe(2)
})

test('every reply says that it is not to be stored or guessed at', async () => {
  const { query, doctor } = await ward()
  const plain = await query(doctor, '{ me { role } }')
  expect(plain.headers).toMatchObject({
    'content-type': 'application/json; charset=utf-8',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  expect(plain.headers['strict-transport-security']).toMatch(/max-age=\d{8}/)
  const negotiated = await query(doctor, '{ me { role } }', {
    headers: { accept: 'application/graphql-response+json' },
  })
  expect(negotiated.headers['content-type']).toBe('application/graphql-response+json; charset=utf-8')
})
