import { beforeAll, describe, expect, test } from 'vitest'
import { type Asked, assume, file, get, kms, own, put, query, scan, session, transact } from './asked.fixture.ts'
import type { RecordedCall } from './iam/call.ts'
import { type Made, recordCalls } from './recorded.ts'
import { StageRoles, told } from './stageRoles.ts'
import { DEPLOYED, graphOf } from './stages.ts'

let calls: readonly Made[]
beforeAll(async () => {
  calls = await recordCalls()
})

/** The recorded deployment is called `test`, and the context of its keys says so. */
const inStage = ({ call }: Made, stage: string): RecordedCall =>
  JSON.parse(JSON.stringify(call).replaceAll('"deployment":"test"', `"deployment":"wardgraph-${stage}"`))

test('every function that a stage has made calls, and so did commands on it', () => {
  const functions = graphOf('production').resources.filter(({ type }) => type === 'aws:lambda/function:Function')
  const names = functions.map(({ inputs }) => String(inputs.name).replace('wardgraph-production-', ''))
  expect([...new Set(calls.map(({ by }) => by))].sort()).toEqual([...names, 'operations'].sort())
})

test.each(DEPLOYED)('%s: every call that a function or a command makes is one that its role allows', (stage) => {
  const roles = new StageRoles(graphOf(stage))
  // Nobody is named who runs commands but in production.
  const asked = calls.filter(({ by }) => by !== 'operations' || stage === 'production')
  const refused = asked.flatMap((made) => {
    const decision = roles.mayCall(inStage(made, stage))
    return decision.allow ? [] : [`${told(made)}: ${JSON.stringify(decision)}`]
  })
  expect([...new Set(refused)]).toEqual([])
})

const STREAM = 'Lambda reads the stream with the role of the function'
const SETTLED = 'an append whose reply was lost is looked up before the next'
const ABSENT = 'without it S3 says of a file that is not there that it is forbidden'
/** Rights that no recorded call needs, and why they are there. */
const SPARE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ['disclosures', 'overwrites'].flatMap((fn) =>
      ['DescribeStream', 'GetRecords', 'GetShardIterator', 'ListStreams'].map((action) => [
        `${fn} dynamodb:${action} table/audit/stream/2026-01-01T00`,
        STREAM,
      ]),
    ),
  ),
  'disclosures-tenant dynamodb:BatchGetItem table/directory': 'whether a tenant without keys was ever there',
  'erasures dynamodb:BatchGetItem table/audit': SETTLED,
  'erasures dynamodb:BatchGetItem table/directory': 'a username that is listed for a membership of who is erased',
  'erasures s3:GetObject archive/erased/*': 'a certificate that is there already is read again',
  'erasures s3:ListBucket archive': ABSENT,
  'graphql-tenant dynamodb:BatchGetItem table/audit': SETTLED,
  'operations dynamodb:ConditionCheckItem table/directory': 'an import that relies on a relation that was there',
  'operations dynamodb:DeleteItem table/records': 'who was erased after a copy was made, and came back with it',
  'operator dynamodb:BatchGetItem table/audit': SETTLED,
  'operator dynamodb:BatchGetItem table/records ????????????#P#*': 'whether the patient of a membership is there',
  'operator dynamodb:BatchGetItem table/records ????????????#R#*': 'the same of a practitioner',
  'signer dynamodb:BatchGetItem table/audit': 'a chain whose registry row is doubted',
  'signer dynamodb:BatchGetItem table/directory': 'the same',
  'signer s3:GetObject archive/chains/*': 'a file of a run that ended before its digest is compared',
  'signer s3:ListBucket archive': ABSENT,
  'trailCheck s3:ListBucket archive': ABSENT,
}

test('no role has a right to rows or files that nothing needs', () => {
  const roles = new StageRoles(graphOf('production'))
  const unused = roles.unused(calls.map((made) => inStage(made, 'production')))
  expect(unused).toEqual(Object.keys(SPARE).sort())
})

const [A, B, NOBODY] = ['aaaaaaaaaaaa', 'bbbbbbbbbbbb', '000000000000']

describe.each(DEPLOYED)('in %s', (stage) => {
  const roles = new StageRoles(graphOf(stage))
  const may = (principal: RecordedCall['principal'], asked: Asked) =>
    roles.mayCall(
      inStage(
        {
          by: '',
          call: { ...JSON.parse(JSON.stringify(asked).replaceAll('wardgraph-production', 'test')), principal },
        },
        stage,
      ),
    ).allow

  test("a tenant's session reads and writes that tenant's rows, and no others", () => {
    const a = session('graphql', A)
    for (const table of ['records', 'directory', 'keys', 'sessions', 'audit']) {
      expect(may(a, get(table, `${A}#P#x`)), table).toBe(true)
      expect(may(a, get(table, `${B}#P#x`)), table).toBe(false)
      expect(may(a, get(table, `${A}#P#x`, `${B}#P#x`)), table).toBe(false)
      expect(may(a, query(table, `${B}#P#x`)), table).toBe(false)
      expect(may(a, query(table, `${A}b#P#x`)), table).toBe(false)
      expect(may(a, query(table, NOBODY)), table).toBe(false)
    }
    expect(may(a, query('records', `${A}#P#x`, 'byTime'))).toBe(true)
    expect(may(a, query('records', `${B}#P#x`, 'byTime'))).toBe(false)
    expect(may(a, transact('Put', 'records', `${A}#P#x`))).toBe(true)
    expect(may(a, transact('Put', 'records', `${B}#P#x`))).toBe(false)
    expect(may({ ...a, tags: {} }, get('records', `${A}#P#x`))).toBe(false)
    expect(may({ ...a, tags: {} }, get('records', '#P#x'))).toBe(false)
  })

  test('a row is not written but in a transaction, which has its audit item', () => {
    for (const fn of ['graphql', 'disclosures', 'overwrites'])
      for (const table of ['records', 'directory', 'keys', 'sessions', 'audit', 'disclosures'])
        expect(may(session(fn, A), put(table, `${A}#P#x`)), `${fn} ${table}`).toBe(false)
    for (const fn of ['signer', 'operator', 'erasures', 'preToken', 'trailCheck'])
      for (const table of ['records', 'directory', 'keys', 'sessions', 'audit', 'disclosures'])
        expect(may(own(fn), put(table, `${A}#A#x`)), `${fn} ${table}`).toBe(false)
  })

  test('no role changes or removes an audit record by a way that says so', () => {
    for (const role of roles.roles)
      for (const way of ['Update', 'Delete'] as const)
        for (const pk of [`${A}#A#x`, `${NOBODY}#D`]) {
          const principal = { role, tags: { tenant: A } }
          expect(may(principal, transact(way, 'audit', pk)), `${role} ${way}`).toBe(false)
        }
  })

  test("a root opens for what it is for, in its own tenant's session", () => {
    const a = session('graphql', A)
    expect(may(a, kms('Decrypt', { tenant: A, purpose: 'root' }))).toBe(true)
    expect(may(a, kms('Decrypt', { tenant: B, purpose: 'root' }))).toBe(false)
    expect(may(a, kms('Decrypt', { tenant: A, purpose: 'document' }))).toBe(false)
    expect(may(a, kms('Decrypt', { tenant: A, purpose: 'root', deployment: 'wardgraph-other' }))).toBe(false)
    expect(may(a, kms('GenerateDataKey', { tenant: A, purpose: 'root' }))).toBe(false)
    for (const fn of ['graphql', 'disclosures', 'overwrites', 'trailCheck'])
      expect(may(own(fn), kms('Decrypt', { tenant: A, purpose: 'root' })), fn).toBe(false)
    for (const fn of ['signer', 'preToken', 'operator', 'erasures'])
      expect(may(own(fn), kms('Decrypt', { tenant: A, purpose: 'document' })), fn).toBe(false)
  })

  test("no session opens the root of a tenant but its own, and no function's own role but four that are named", () => {
    const anyTenant = ['preToken', 'signer', 'operator', 'erasures']
    // Who runs commands on the stage, where somebody is named.
    if (roles.roles.includes('operations')) anyTenant.push('operations')
    const opening = roles.roles.filter((role) =>
      may({ role, tags: { tenant: A } }, kms('Decrypt', { tenant: B, purpose: 'root' })),
    )
    expect(opening.sort()).toEqual(anyTenant.sort())
  })

  test('the own role of a function that acts for tenants has no right to data', () => {
    for (const fn of ['graphql', 'disclosures', 'overwrites'])
      for (const table of ['records', 'directory', 'keys', 'sessions', 'audit', 'disclosures']) {
        expect(may(own(fn), get(table, `${A}#P#x`)), `${fn} ${table}`).toBe(false)
        expect(may(own(fn), scan(table)), `${fn} ${table}`).toBe(false)
        expect(may(own(fn), transact('Put', table, `${A}#P#x`)), `${fn} ${table}`).toBe(false)
      }
  })

  test('a session is of one tenant, of the function that asks for it, and of nothing beside', () => {
    expect(may(own('graphql'), assume('graphql', { tenant: A }))).toBe(true)
    expect(may(own('graphql'), assume('graphql', {}))).toBe(false)
    expect(may(own('graphql'), assume('graphql', { tenant: '*' }))).toBe(false)
    expect(may(own('graphql'), assume('graphql', { tenant: A, role: 'ADMIN' }))).toBe(false)
    expect(may(own('graphql'), assume('disclosures', { tenant: A }))).toBe(false)
    expect(may(own('signer'), assume('graphql', { tenant: A }))).toBe(false)
    expect(may(session('graphql', A), assume('graphql', { tenant: B }))).toBe(false)
  })

  test('the lists of all tenants and usernames are closed to the session of nobody', () => {
    const nobody = session('graphql', NOBODY)
    expect(may(nobody, query('directory', `${NOBODY}#H#0`))).toBe(true)
    for (const list of ['T', 'N']) {
      expect(may(nobody, query('directory', `${NOBODY}#${list}`)), list).toBe(false)
      expect(may(nobody, transact('Put', 'directory', `${NOBODY}#${list}`)), list).toBe(false)
    }
  })

  test('the session of nobody neither takes a notice away nor touches a digest', () => {
    for (const fn of ['graphql', 'disclosures', 'overwrites']) {
      const nobody = session(fn, NOBODY)
      expect(may(nobody, transact('Delete', 'directory', `${NOBODY}#O`)), fn).toBe(false)
      expect(may(nobody, transact('Put', 'audit', `${NOBODY}#D`)), fn).toBe(false)
    }
  })

  test('who looks for overwritten records writes notices, and is never a tenant', () => {
    const nobody = session('overwrites', NOBODY)
    expect(may(nobody, transact('Put', 'directory', `${NOBODY}#O`))).toBe(true)
    for (const partition of ['H#0', 'U#x', 'P#x'])
      expect(may(nobody, transact('Put', 'directory', `${NOBODY}#${partition}`)), partition).toBe(false)
    expect(may(own('overwrites'), assume('overwrites', { tenant: NOBODY }))).toBe(true)
    expect(may(own('overwrites'), assume('overwrites', { tenant: A }))).toBe(false)
  })

  test("a function has no way to another's table", () => {
    expect(may(session('disclosures', A), get('records', `${A}#P#x`))).toBe(false)
    expect(may(session('disclosures', A), transact('Put', 'audit', `${A}#A#x`))).toBe(false)
    expect(may(session('overwrites', A), get('records', `${A}#P#x`))).toBe(false)
    expect(may(session('graphql', A), transact('Put', 'disclosures', `${A}#L#x`))).toBe(false)
    expect(may(session('graphql', A), transact('Put', 'keys', `${A}#K#P#x`))).toBe(false)
    for (const table of ['records', 'sessions', 'disclosures'])
      for (const fn of ['signer', 'preToken', 'trailCheck'])
        expect(may(own(fn), get(table, `${A}#P#x`)), `${fn} ${table}`).toBe(false)
    expect(may(own('signer'), get('keys', `${A}#K#P#x`))).toBe(false)
    expect(may(own('preToken'), query('directory', `${A}#P#x`))).toBe(false)
    for (const fn of ['signer', 'preToken', 'operator', 'trailCheck'])
      expect(may(own(fn), scan('records')), fn).toBe(false)
  })

  test('a file under the lock is written and read, and never removed, shortened or replaced', () => {
    const over = { 'x-amz-server-side-encryption': 'aws:kms' }
    const sealed = { ...over, 'if-none-match': '*' }
    expect(may(own('signer'), file('PutObject', sealed))).toBe(true)
    expect(may(own('signer'), file('PutObject', over))).toBe(false)
    expect(may(own('erasures'), file('PutObject', sealed))).toBe(false)
    for (const role of roles.roles) {
      const principal = { role, tags: { tenant: A } }
      for (const operation of ['DeleteObject', 'PutObjectRetention'])
        expect(may(principal, file(operation)), `${role} ${operation}`).toBe(false)
      expect(may(principal, file('PutObject', { ...sealed, 'x-amz-bypass-governance-retention': 'true' }))).toBe(false)
    }
    expect(may(own('trailCheck'), file('PutObject', sealed))).toBe(false)
    expect(may(session('graphql', A), file('GetObject'))).toBe(false)
  })
})

describe('commands on a stage', () => {
  const roles = new StageRoles(graphOf('production'))
  const may = (asked: Asked) => roles.mayCall({ ...asked, principal: own('operations') }).allow

  test('their role is one where somebody is named, and nowhere else', () => {
    expect(DEPLOYED.filter((stage) => new StageRoles(graphOf(stage)).roles.includes('operations'))).toEqual([
      'production',
    ])
  })

  test('they write rows in transactions alone, and of the audit trail none but new ones', () => {
    for (const table of ['records', 'directory', 'keys', 'sessions', 'audit', 'disclosures'])
      expect(may(put(table, `${A}#A#x`)), table).toBe(false)
    expect(may(transact('Put', 'records', `${A}#P#x`))).toBe(true)
    expect(may(transact('Put', 'audit', `${A}#A#x`))).toBe(true)
    expect(may(transact('Put', 'audit', `${A}#P#x`))).toBe(false)
    for (const table of ['keys', 'sessions', 'audit', 'disclosures'])
      expect(may(transact('Delete', table, `${A}#A#x`)), table).toBe(false)
    for (const table of ['records', 'directory', 'keys', 'audit'])
      expect(may(transact('Update', table, `${A}#A#x`)), table).toBe(false)
  })

  test('what would undo the trail is denied to them, whatever policy is attached besides', () => {
    const undoing = [
      ...(['Update', 'Delete'] as const).flatMap((way) => [
        transact(way, 'audit', `${A}#A#x`),
        transact(way, 'audit', `${NOBODY}#D`),
      ]),
      ...['DeleteObject', 'PutObjectRetention'].map((operation) => file(operation)),
    ]
    for (const asked of undoing)
      expect(roles.mayCall({ ...asked, principal: own('operations') })).toMatchObject({ because: 'explicit deny' })
  })

  test('they open and make roots of their own deployment, and take no other role', () => {
    const root = { tenant: A, purpose: 'root' }
    for (const operation of ['Decrypt', 'GenerateDataKey']) {
      expect(may(kms(operation, root)), operation).toBe(true)
      expect(may(kms(operation, { ...root, deployment: 'wardgraph-staging' })), operation).toBe(false)
      expect(may(kms(operation, { ...root, purpose: 'document' })), operation).toBe(false)
    }
    expect(may(kms('Encrypt', root))).toBe(false)
    for (const fn of ['graphql', 'disclosures', 'overwrites']) expect(may(assume(fn, { tenant: A })), fn).toBe(false)
  })
})
