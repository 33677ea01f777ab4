import { execFileSync, spawnSync } from 'node:child_process'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'

const ROOT = process.cwd()
let folder = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wardgraph-access-'))
  cpSync(join(ROOT, 'schema'), join(folder, 'schema'), { recursive: true })
})
afterEach(() => rmSync(folder, { recursive: true }))

function access(...args: string[]) {
  const bin = join(ROOT, 'packages/cli/bin/wardgraph.mjs')
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, 'access', ...args], {
    cwd: folder,
    encoding: 'utf8',
    maxBuffer: 1e9, // the matrix is more than the 1 MiB that Node reads by itself
  })
  return { code: status, stdout, stderr }
}

/** Shows nurses outside the care team whole record numbers, and visits. */
function widen(): void {
  const file = join(folder, 'schema/policy.graphql')
  const text = readFileSync(file, 'utf8').replace(
    'VISIT @class(id: 6, read: VISITS)',
    'VISIT @class(id: 6, read: FINDERS)',
  )
  const grant = '{ role: NURSE, when: TENANT, for: [TREAT], masked: true }'
  const at = text.lastIndexOf(grant)
  writeFileSync(file, `${text.slice(0, at)}{ role: NURSE, when: TENANT, for: [TREAT] }${text.slice(at + grant.length)}`)
}

test('access matrix prints the committed paper, and as JSON a row per right', () => {
  expect(access('matrix')).toEqual({
    code: 0,
    stdout: readFileSync(join(ROOT, 'docs/access-matrix.md'), 'utf8'),
    stderr: '',
  })
  const rows = JSON.parse(access('matrix', '--json').stdout)
  expect(rows).toContainEqual({
    role: 'NURSE',
    relation: 'TENANT',
    purpose: 'TREAT',
    coordinate: 'Patient.birthDate',
    action: 'READ',
    class: 'DEMOGRAPHIC',
    mask: 'YEAR',
    path: 'patient.birthDate',
  })
})

test('access diff says in words what is wider than at a git ref, and ends with 1; the way back ends with 0', () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e', ...args], { cwd: folder })
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '--message', 'base')
  expect(access('diff', 'HEAD', 'schema')).toEqual({ code: 0, stdout: '', stderr: 'Nothing is wider.\n' })
  widen()
  const { code, stdout, stderr } = access('diff', 'HEAD', 'schema')
  expect(code).toBe(1)
  expect(stdout.split('\n')).toContain(
    '~ NURSE in TENANT for TREAT can still read Patient.identifier (IDENTIFIER), through patient.identifier; before (IDENTIFIER) in part (LAST_4), through patient.identifier',
  )
  expect(stdout.split('\n')).toContain(
    '+ NURSE in TENANT for TREAT can now read Patient.encounters (VISIT), through patient.encounters',
  )
  expect(stderr).toMatch(/^Wider than before: \d+ rights, the parts of values counted\.\n$/)
  // What became of the parts of a value is said once, of the whole.
  expect(stdout).not.toContain('Patient.identifier.value')
  const rows = JSON.parse(access('diff', 'HEAD', 'schema', '--json').stdout)
  expect(rows.map(({ change, coordinate }: Record<string, string>) => `${change} ${coordinate}`)).toContain(
    '+ Patient.encounters',
  )
  const names = ['change', 'role', 'relation', 'purpose', 'coordinate', 'action', 'class', 'mask', 'path']
  expect(Object.keys(rows[0]).sort()).toEqual(names.sort())
  expect(access('diff', 'schema', 'HEAD').code).toBe(0)
})

test('a widening passes once a line of the change itself approves it, and never by an approval of an earlier change', () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e', ...args], { cwd: folder })
  const commit = () => {
    git('add', '.')
    git('commit', '--quiet', '--message', 'change')
  }
  git('init', '--quiet')
  commit()
  git('tag', 'narrow')
  widen()
  const widened = access('diff', 'narrow', 'schema', '--approved')
  expect(widened.code).toBe(1)
  const unapproved = widened.stderr.split('\n').flatMap((line) => line.match(/^Not approved: (.*)/)?.[1] ?? [])
  expect(unapproved).toEqual(widened.stdout.split('\n').filter((line) => unapproved.includes(line)))
  expect(unapproved).toContain(
    '+ NURSE in TENANT for TREAT can now read Patient.encounters (VISIT), through patient.encounters',
  )
  const approvals = join(folder, 'schema/approvals.txt')
  const write = (lines: readonly string[]) =>
    writeFileSync(approvals, ['# agreed', ...lines.map((line) => `2026-01-31 ${line}`), ''].join('\n'))
  write(unapproved.slice(1))
  expect(access('diff', 'narrow', 'schema', '--approved').stderr).toContain(`Not approved: ${unapproved[0]}\n`)
  write(unapproved)
  expect(access('diff', 'narrow', 'schema', '--approved')).toMatchObject({
    code: 0,
    stderr: expect.stringMatching(/^Wider than before: .* All of it is approved\.\n$/),
  })
  expect(access('diff', 'narrow', 'schema').code).toBe(1)
  // The next change closes it, and the one after opens it again: the old line no longer counts.
  commit()
  git('checkout', '--quiet', 'narrow', '--', 'schema/policy.graphql')
  commit()
  widen()
  expect(access('diff', 'HEAD', 'schema', '--approved').code).toBe(1)
  writeFileSync(approvals, 'whatever\n')
  expect(access('diff', 'HEAD', 'schema', '--approved')).toMatchObject({
    code: 2,
    stderr: expect.stringMatching(/^UNREADABLE: approvals\.txt: /m),
  })
})

test.each([
  ['a consent that is asked for no more', 'policy', ', withoutConsent: PART2_UNASKED', '', 'PART2_UNASKED'],
  ['one who is asked for no consent', 'policy', '  PART2_UNASKED\n    @grants(\n      to: [\n', undefined, null],
  [
    'a basis that outlasts childhood',
    'policy',
    'PARENT @basis(untilAdult: true)',
    'PARENT @basis(untilAdult: false)',
    null,
  ],
])('%s is wider, and passes with an approval only', (_name, name, from, to, unused) => {
  const file = join(folder, `schema/${name}.graphql`)
  const text = readFileSync(file, 'utf8')
  expect(text.split(from)).toHaveLength(2)
  const changed = text.replace(from, to ?? `${from}        { role: NURSE, when: CARE_TEAM, for: [TREAT] }\n`)
  // An audience that nothing uses any more is taken out with it.
  const block = new RegExp(`  "[^"]*"\\n  ${unused}\\n    @grants\\(\\n[\\s\\S]*?\\n    \\)\\n`)
  writeFileSync(file, unused === null ? changed : changed.replace(block, ''))
  const plain = access('diff', join(ROOT, 'schema'), 'schema')
  expect([plain.code, plain.stderr]).toEqual([1, expect.stringMatching(/^Wider than before/)])
  const gated = access('diff', join(ROOT, 'schema'), 'schema', '--approved')
  expect([gated.code, gated.stderr]).toEqual([1, expect.stringMatching(/^Not approved: \+ /)])
})

test('a folder that bears the name of a commit is not taken for it', () => {
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=n', '-c', 'user.email=e', ...args], { cwd: folder, encoding: 'utf8' })
  git('init', '--quiet')
  git('add', '.')
  git('commit', '--quiet', '--message', 'base')
  const base = git('rev-parse', 'HEAD').trim()
  widen()
  cpSync(join(folder, 'schema'), join(folder, base), { recursive: true })
  expect(access('diff', base, 'schema').code).toBe(1)
})

test('the workflow that is shipped runs the diff with approvals, and writes nowhere', () => {
  const workflow = readFileSync(join(ROOT, '.github/workflows/check.yml'), 'utf8')
  expect(workflow).toContain('npx wardgraph access diff HEAD^1 schema --approved')
  expect(workflow).toMatch(/^permissions:\n {2}contents: read$/m)
  expect(workflow).not.toMatch(/write|secrets/)
})

test('access diff says what is read of a new type beside that it exists', () => {
  const fields = ['id: RecordId!', 'version: Version!', 'badge: String'].map(
    (field) => `  ${field} @data(class: STAFF)\n`,
  )
  const porter = `"Staff."\ntype Porter @record(key: "po", patient: null, exists: SIGNED_IN) {\n${fields.join('')}}\n`
  writeFileSync(join(folder, 'schema/porter.graphql'), porter)
  const { code, stdout, stderr } = access('diff', join(ROOT, 'schema'), 'schema')
  expect([code, stderr]).toEqual([1, expect.stringMatching(/^Wider than before/)])
  const lines = stdout.split('\n').filter((line) => line.startsWith('+ DOCTOR'))
  expect(lines).toEqual([
    '+ DOCTOR in TENANT for TREAT can now learn that there is a Porter, out of reach',
    '+ DOCTOR in TENANT for TREAT can now read Porter.badge (STAFF), out of reach',
    '+ DOCTOR in TENANT for TREAT can now read Porter.id (STAFF), out of reach',
    '+ DOCTOR in TENANT for TREAT can now read Porter.version (STAFF), out of reach',
  ])
})

test('access refuses what is no schema, what does not compile and what it does not know', () => {
  const said = (...args: string[]) => {
    const { code, stderr } = access(...args)
    return [code, stderr.trim().split('\n').at(-1)?.split(':')[0]]
  }
  for (const place of ['nowhere', '--upload-pack=x', 'HEAD;ls', '.'])
    expect(said('diff', '--', 'schema', place)).toEqual([2, 'UNREADABLE'])
  for (const args of [[], ['matrix', 'x'], ['diff', 'schema'], ['diff', 'a', 'b', 'c'], ['list']])
    expect(said(...args)).toEqual([2, 'WRONG_USAGE'])
  writeFileSync(join(folder, 'schema/zz.graphql'), 'type Note {\n  text: String\n}\n')
  const broken = access('matrix')
  expect([broken.code, broken.stdout]).toEqual([2, ''])
  expect(broken.stderr).toMatch(/^schema\/zz\.graphql:1 Note: .*\nUNREADABLE: /)
})
