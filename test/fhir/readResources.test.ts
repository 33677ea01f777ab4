import { readFileSync } from 'node:fs'
import { type FhirEntry, type FhirRefusal, readResources } from '@wardgraph/fhir'
import { expect, test } from 'vitest'

const fixture = readFileSync(new URL('fixtures/transaction.json', import.meta.url), 'utf8')
const patient = { resourceType: 'Patient', id: 'p1' }

function read(value: unknown): (FhirEntry | FhirRefusal)[] {
  return [...readResources(typeof value === 'string' ? value : JSON.stringify(value), { kind: 'json' })]
}

function readLines(...lines: string[]): (FhirEntry | FhirRefusal)[] {
  return [...readResources(lines.join('\n'), { kind: 'ndjson' })]
}

function bundle(type: string, ...entry: unknown[]): unknown {
  return { resourceType: 'Bundle', type, entry }
}

test('a bundle entry without an id takes the one its fullUrl states', () => {
  expect(read(fixture)).toMatchObject([
    { ok: true, position: 0, type: 'Patient', id: '5f2f7a9e-8f4e-4f43-9d5e-0d2b7f1f0a01' },
    { ok: true, position: 1, type: 'Observation', id: 'ob-1' },
  ])
})

test('what states no id is taken without one, also where its fullUrl is of another type', () => {
  const [whole] = read({ resourceType: 'Patient' })
  const fullUrl = 'https://a.example/Group/1'
  const [entry] = read(bundle('batch', { resource: { resourceType: 'Patient' }, fullUrl }))
  expect([whole, entry]).toEqual([
    { ok: true, position: 0, type: 'Patient', resource: { resourceType: 'Patient' } },
    { ok: true, position: 0, type: 'Patient', resource: { resourceType: 'Patient' }, fullUrl },
  ])
})

test('an outcome that has an id was kept as a resource, and is', () => {
  expect(read({ resourceType: 'OperationOutcome', id: 'o', issue: [] })).toMatchObject([{ ok: true, id: 'o' }])
})

test('a condition of creation is read as system and value', () => {
  expect(read(fixture)[0]).toMatchObject({
    ifNoneExist: { kind: 'conditional', type: 'Patient', system: 'https://fixture.example/mrn', value: 'F-1' },
  })
})

test.each(['transaction', 'batch', 'collection', 'document'])('a %s bundle brings its resources', (type) => {
  expect(read(bundle(type, { resource: patient }))).toMatchObject([{ ok: true, id: 'p1' }])
})

test.each(['searchset', 'message', 'history', 'batch-response', 'transaction-response', 'transactions'])(
  'a %s bundle is refused whole',
  (type) => {
    const refusal = { ok: false, position: 0, type: 'Bundle', code: 'BUNDLE_TYPE' }
    expect(read(bundle(type, { resource: patient }))).toEqual([refusal])
  },
)

test('a bundle inside a bundle is refused', () => {
  const inner = bundle('collection', { resource: patient })
  expect(read(bundle('transaction', { resource: inner }))).toMatchObject([{ ok: false, code: 'BUNDLE_TYPE' }])
})

test('lines are counted from 0, blank ones too, after a byte order mark', () => {
  const line = JSON.stringify(patient)
  expect(readLines(`\uFEFF${line}`, '', '{', `${line}\r`)).toMatchObject([
    { ok: true, position: 0 },
    { ok: false, position: 2, code: 'NOT_JSON', type: null },
    { ok: true, position: 3 },
  ])
})

test.each([
  ['nothing', '', 'NOT_JSON'],
  ['a comment', '// no\n{}', 'NOT_JSON'],
  ['null', null, 'NOT_FHIR'],
  ['a list', [patient], 'NOT_FHIR'],
  ['an object without resourceType', { id: 'p1' }, 'NOT_FHIR'],
  ['a resourceType that is no string', { resourceType: ['Patient'], id: 'p1' }, 'NOT_FHIR'],
  ['entries that are no list', { resourceType: 'Bundle', type: 'batch', entry: {} }, 'NOT_FHIR'],
  ['a misspelt type', { resourceType: 'Pateint', id: 'p1' }, 'UNKNOWN_TYPE'],
  ['a type of R5', { resourceType: 'ActorDefinition', id: 'p1' }, 'UNKNOWN_TYPE'],
  ['a type named like a prototype', { resourceType: 'constructor', id: 'p1' }, 'UNKNOWN_TYPE'],
  ['an outcome without an id', { resourceType: 'OperationOutcome', issue: [] }, 'NOT_A_RECORD'],
  ['parameters without an id', { resourceType: 'Parameters' }, 'NOT_A_RECORD'],
  ['an id of 65 characters', { ...patient, id: 'x'.repeat(65) }, 'BAD_ID'],
  ['an id with a slash', { ...patient, id: 'a/b' }, 'BAD_ID'],
  ['an id that ends a line', { ...patient, id: 'p1\n' }, 'BAD_ID'],
  ['an empty id', { ...patient, id: '' }, 'BAD_ID'],
  ['an id that is a number', { ...patient, id: 1 }, 'BAD_ID'],
  ['a contained id with a space', { ...patient, contained: [{ id: 'a b' }] }, 'BAD_ID'],
  ['a __proto__ key', '{"resourceType":"Patient","id":"p1","name":[{"__proto__":{"family":"x"}}]}', 'BAD_KEY'],
  ['a constructor key', { ...patient, x: { constructor: 1 } }, 'BAD_KEY'],
  ['a bundle with a __proto__ key', '{"resourceType":"Bundle","type":"batch","__proto__":{"entry":[]}}', 'BAD_KEY'],
])('%s is refused', (_, value, code) => {
  expect(read(value)).toMatchObject([{ ok: false, position: 0, code }])
})

test.each([
  ['an entry without a resource', { fullUrl: 'urn:uuid:1' }, 'NO_RESOURCE'],
  ['an entry that is null', null, 'NO_RESOURCE'],
  ['a deletion', { resource: patient, request: { method: 'DELETE' } }, 'NO_RESOURCE'],
  ['an outcome in a bundle', { resource: { resourceType: 'OperationOutcome' } }, 'NOT_A_RECORD'],
])('%s is refused and the next entry is taken', (_, entry, code) => {
  expect(read(bundle('batch', entry, { resource: patient }))).toMatchObject([
    { ok: false, position: 0, code },
    { ok: true, position: 1 },
  ])
})

test('64 containers deep is taken and 65 is refused', () => {
  const nested = (depth: number): unknown => (depth === 0 ? 1 : [nested(depth - 1)])
  expect(read({ ...patient, x: nested(63) })).toMatchObject([{ ok: true }])
  expect(read({ ...patient, x: nested(64) })).toMatchObject([{ ok: false, code: 'TOO_DEEP' }])
})

test('a nesting of 50,000 is refused and does not end the process', () => {
  const text = `{"resourceType":"Patient","id":"p1","x":${'['.repeat(50_000)}${']'.repeat(50_000)}}`
  expect(read(text)).toMatchObject([{ ok: false, code: 'TOO_DEEP' }])
})

test('a refusal repeats nothing of what was refused', () => {
  const canary = 'canary-4711'
  const texts = [canary, JSON.stringify({ resourceType: canary }), JSON.stringify({ ...patient, id: `${canary}/` })]
  expect(JSON.stringify(texts.flatMap(read))).not.toContain(canary)
})
