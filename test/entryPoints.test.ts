import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { REGISTERED } from '@wardgraph/api'
import { expect, test } from 'vitest'

const sources = globSync('packages/*/src/**/*.ts').map((path) => ({
  file: path.replaceAll('\\', '/'),
  text: readFileSync(path, 'utf8'),
}))
const filesWith = (pattern: RegExp) =>
  sources
    .filter(({ text }) => pattern.test(text))
    .map(({ file }) => file)
    .sort()

const CALLERS = ['packages/api/src/caller.ts', 'packages/cli/src/jobMember.ts']

test('whoever acts is a membership: a caller is made from a membership row in two places, and nowhere else', () => {
  // A caller is whole only with its kin, so this finds each place that makes one.
  expect(filesWith(/\bkin: (?!Readonly)|\bkin,/)).toEqual(CALLERS)
  for (const file of CALLERS) {
    const text = sources.find((one) => one.file === file)?.text ?? ''
    expect(text, file).toMatch(/\bmemberOf\(keys, row\)/)
    expect(text, file).toMatch(/\blive\(/)
  }
})

test('decisions are begun for a caller in these places only', () => {
  expect(filesWith(/\bnew Handover\(/)).toEqual(['packages/api/src/scope.ts'])
  expect(filesWith(/\bnew Standing\(/)).toEqual(['packages/access/src/handover.ts', 'packages/access/src/survey.ts'])
  expect(filesWith(/\bnew (Write)?Permit\(/)).toEqual([
    'packages/access/src/decideExport.ts',
    'packages/access/src/decideWrite.ts',
    'packages/access/src/handover.ts',
    'packages/access/src/survey.ts',
  ])
  expect(filesWith(/\bdecideFeed\(\{/)).toEqual(['packages/cli/src/import/stage.ts'])
  expect(filesWith(/\bdecideExport\(\{/)).toEqual(['packages/cli/src/export/exportTenant.ts'])
  expect(filesWith(/\bdecideUpcast\(\{/)).toEqual(['packages/cli/src/upcast/candidate.ts'])
})

test('callers of others are made, and decided for, only where a reviewer asks what they could read', () => {
  expect(filesWith(/\bliveMemberships\(/)).toEqual([
    'packages/api/src/caller.ts',
    'packages/cli/src/access/officer.ts', // the reviewer's own
    'packages/cli/src/access/people.ts',
  ])
  expect(filesWith(/\.hatOf\(/)).toEqual(['packages/api/src/explainAccess.ts'])
  expect(filesWith(/\bnew Survey\(/)).toEqual(['packages/cli/src/access/chart.ts'])
  expect(filesWith(/\bnew Officer\(/)).toEqual(['packages/cli/src/access/officer.ts'])
})

test('what is sealed is opened in these places only, each under a permit', () => {
  expect(filesWith(/\bopenItem\(/)).toEqual([
    'packages/cli/src/import/consents.ts',
    'packages/cli/src/import/stage.ts', // whether people marked it as entered in error
    'packages/records/src/reader.ts',
    'packages/records/src/writer.ts',
    'packages/vault/src/openItem.ts',
  ])
  // The same, with what is too large for a row.
  expect(filesWith(/\bopenWholeItem\(/)).toEqual([
    'packages/records/src/largePart.ts',
    'packages/vault/src/openWholeItem.ts',
  ])
  expect(filesWith(/\bopenParts\(/)).toEqual(['packages/vault/src/openItem.ts', 'packages/vault/src/openWholeItem.ts'])
  expect(filesWith(/\b(openDocument|openLargePart)\(/)).toEqual([
    'packages/vault/src/document.ts',
    'packages/vault/src/largePart.ts',
    'packages/vault/src/openWholeItem.ts',
  ])
  expect(filesWith(/\bopenPart\(/)).toEqual([
    'packages/vault/src/openItem.ts',
    'packages/vault/src/part.ts',
    'packages/vault/src/renew.ts', // to find what it is found by under another key
  ])
  // What is opened to be sealed anew stays inside.
  expect(filesWith(/\brenewPart\(/)).toEqual(['packages/vault/src/part.ts', 'packages/vault/src/renew.ts'])
  expect(filesWith(/\bopenChunks\(/)).toEqual(['packages/vault/src/document.ts', 'packages/vault/src/largePart.ts'])
})

test('a function of a stage is one of these, and one of them is on the network', () => {
  expect(
    globSync('packages/api/src/*.lambda.ts')
      .map((file) => basename(file, '.lambda.ts'))
      .sort(),
  ).toEqual([
    'disclosures', // reads the stream: records, which hold no value
    'erasures', // destroys keys and takes rows and documents away unopened
    'graphql', // serves the handler, whose callers sign in
    'operator', // memberships themselves, for whom IAM lets invoke it
    'overwrites', // reads the stream, and notes what is wrong with it
    'preToken', // names a membership
    'signer', // records, as they are stored
    'trailCheck', // the archive, which holds records
  ])
  // What any of them may open of a record goes through the handler.
  expect(filesWith(/\bcreateHandler\(/)).toEqual([
    'packages/api/src/graphql.lambda.ts',
    'packages/api/src/handler.ts',
    'packages/cli/src/erasureAsked.ts',
  ])
  expect(filesWith(/\bmemberActions\(/)).toEqual(['packages/api/src/users.ts', 'packages/records/src/members.ts'])
})

test('a command is one of these: it acts as a membership, or it opens nothing of a record', () => {
  const main = readFileSync('packages/cli/src/main.ts', 'utf8')
  const commands = [...main.matchAll(/^ {4}case '([a-z]+)':/gm)].map(([, name]) => name)
  expect(commands).toEqual([
    'dev', // serves the handler, whose callers sign in
    'env',
    'users', // memberships themselves
    'token', // names a membership
    'import', // the membership `import`
    'export', // the same
    'upcast', // the same
    'table', // what is at rest, sealed
    'backup', // the same
    'restore', // the same, back to where it was
    'audit', // records, which hold no value; `rebuild` makes rows of them, which hold none either
    'documents', // takes away what no row names, unopened
    'access', // the schema alone; `explain` signs in as a membership, `who`, `review` and `disclosures` as one that may review
    'keys', // makes keys and seals anew what they seal, inside the vault
    'generate',
    'lock',
    'help',
  ])
})

test('the audit trail goes out by files alone: what prints it imports no store, no key and no caller', () => {
  for (const file of ['packages/cli/src/auditOut.ts', 'packages/cli/src/verifyAudit.ts']) {
    const text = sources.find((one) => one.file === file)?.text ?? ''
    const imported = [...text.matchAll(/ from '([^']+)'/g)].map(([, from = '']) => from)
    expect(imported).toContain('@wardgraph/audit')
    expect(
      imported.filter((from) => /^@wardgraph\/(?!audit$)|instance/.test(from)),
      file,
    ).toEqual([])
  }
  const actions = [...readFileSync('packages/cli/src/help.ts', 'utf8').matchAll(/^ {2}audit ([a-z]+)/gm)]
  expect(actions.map(([, name]) => name)).toEqual(['export', 'archive', 'verify', 'events', 'ocsf', 'rebuild'])
})

test('every root field is registered, and so refused to whom its audience does not admit', () => {
  const roots = REGISTERED.filter(({ coordinate }) => /^(Query|Mutation)\./.test(coordinate))
  expect(roots.length).toBeGreaterThan(20)
  for (const { text, file } of sources.filter((one) => one.file.startsWith('packages/api/src/')))
    for (const [, kind, coordinate] of text.matchAll(/\b(\w+)\('((?:Query|Mutation)\.\w+)'/g))
      expect([file, coordinate, kind]).toEqual([file, coordinate, 'entry'])
})
