import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { damageMeanings, digestAge } from '@wardgraph/audit'
import { afterAll, describe, expect, test } from 'vitest'
import { outcomes as allOutcomes } from '../../packages/audit/src/record.ts'
import { auditWords } from '../../packages/cli/src/auditWords.ts'
import { world } from './damages.ts'
import { clinic, examineFiles, north } from './fixture.ts'
import { edited } from './lineDamages.ts'
import { relink, withFile, withLines, withNewManifest } from './tamper.ts'
import { folders, hasPython, inPython, oneFile } from './verifiers.ts'

const source = readFileSync(oneFile, 'utf8')
const readme = readFileSync('packages/audit/README.md', 'utf8')
const at = folders()
afterAll(at.remove)

const run =
  (command: string, file: string) =>
  (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync(command, [file, ...args], { encoding: 'utf8' })
    return { status, stdout, stderr }
  }

/** An export two hours old, one made since, and one of a time to come: who drops the newest digest and what it added shows the older one. */
async function exports() {
  const { record, exportNow, publicKey } = await clinic()
  const ago = (hours: number) => new Date(Date.now() - hours * 3_600_000).toISOString()
  await record(north)
  const older = await exportNow(ago(2))
  await record(north)
  const newer = await exportNow(ago(0))
  await record(north)
  const coming = await exportNow(ago(-1))
  const put = (made: typeof newer) => at.put({ ...made, publicKey })
  return { older: put(older), newer: put(newer), coming: put(coming) }
}

describe.each([
  { name: 'the one file for auditors', ask: run(process.execPath, oneFile), here: true },
  {
    name: `the verifier in Python${hasPython ? '' : ' (SKIPPED: this machine has no python3)'}`,
    ask: run('python3', inPython),
    here: hasPython,
  },
])('$name as a command', ({ ask, here }) => {
  const told = test.skipIf(!here)
  const options = ({ dir, key }: { dir: string; key: string }) => ['--dir', dir, '--key', key, '--json']

  told('refuses an export whose newest digests were dropped, by its age alone', async () => {
    const { older, newer } = await exports()
    const whole = { chains: 1, whole: true, uncovered: 0, first: null }
    const said = [
      ask(...options(older)),
      ask(...options(older), '--max-age', '3600'),
      ask(...options(newer), '--max-age', '3600'),
    ]
    expect(said.map(({ status }) => status)).toEqual([0, 1, 0])
    expect(said.map(({ stdout }) => JSON.parse(stdout))).toEqual([2, 2, 3].map((records) => ({ ...whole, records })))
    expect(said.map(({ stderr }) => stderr.slice(0, 8))).toEqual(['', 'TOO_OLD:', ''])
  })

  told('refuses an export whose newest digest is of a time to come, for by that nothing is too old', async () => {
    const { coming } = await exports()
    const said = ask(...options(coming), '--max-age', '3600')
    expect([said.status, JSON.parse(said.stdout).whole, said.stderr.slice(0, 8)]).toEqual([1, true, 'TOO_OLD:'])
    expect(ask(...options(coming)).status).toBe(0)
  })

  told('does not say yes to a record that no digest covers', async () => {
    const { publicKey, uncovered: files } = await world()
    const { status, stdout } = ask(...options(at.put({ files, publicKey })))
    const answer = { whole: true, chains: 3, records: 13, uncovered: 1, first: null }
    expect([status, stdout]).toEqual([1, `${JSON.stringify(answer)}\n`])
  })

  told('answers with the exit codes of the product', async () => {
    const { files, publicKey, chain } = await world()
    const damaged = at.put({ files: withLines(files, chain, (lines) => lines.with(2, edited(lines[2]))), publicKey })
    const answer = ask(...options(damaged))
    const first = { chain, seq: 2, kind: 'record' }
    expect([answer.status, answer.stdout]).toEqual([
      1,
      `${JSON.stringify({ whole: false, chains: 3, records: 13, uncovered: 0, first })}\n`,
    ])
    const nowhere = { dir: join(damaged.dir, 'nowhere'), key: damaged.key }
    const noKey = { dir: damaged.dir, key: join(damaged.dir, 'manifest.json') }
    for (const folder of [nowhere, noKey])
      expect(ask(...options(folder))).toEqual({
        status: 2,
        stdout: '',
        stderr: expect.stringMatching(/^UNREADABLE: [^\n]+\.\n$/),
      })
    const wrong = [
      [],
      ['--dir', damaged.dir],
      [...options(damaged), '--max-age', '1d'],
      [...options(damaged), '--odd'],
      ['x', ...options(damaged)],
    ]
    for (const args of wrong)
      expect(ask(...args)).toEqual({
        status: 2,
        stdout: '',
        stderr: expect.stringMatching(/^WRONG_USAGE: [^\n]+\.\n$/),
      })
  })
})

test('people are told all damage, every gap and what is uncovered', async () => {
  const { files, publicKey, chain, second } = await world()
  const twice = withLines(files, chain, (lines) => lines.with(1, edited(lines[1])).toSpliced(3, 2))
  const longer = withLines(twice, second, (lines) => relink([...lines, lines[2] ?? ''], 3))
  const found = await examineFiles(
    withNewManifest(withFile(longer, 'digests/000004.json', Buffer.from('{}'))),
    publicKey,
  )
  const { digest, file, missing, rewritten } = damageMeanings
  expect(auditWords(found, { age: 93_784, maxAge: 93_783 })).toEqual([
    `DAMAGED: digest in digest 2: ${digest}.`,
    `DAMAGED: digest in digest 4: ${digest}.`,
    `DAMAGED: rewritten at sequence 1 of chain ${chain}: ${rewritten}.`,
    `DAMAGED: file at sequence 0 of chain ${chain}: ${file}.`,
    `DAMAGED: missing at sequence 3 of chain ${chain}: ${missing}.`,
    `DAMAGED: file at sequence 0 of chain ${second}: ${file}.`,
    'GAP: digest 2 to 3 not in place.',
    `GAP: sequence 3 to 4 of chain ${chain} not in place.`,
    `UNCOVERED: from sequence 3 on of chain ${second}; records: 1.`,
    'TOO_OLD: the newest digest is 1 days, 2 hours, 3 minutes and 4 seconds old.',
  ])
})

test('an export is as old as its newest digest, and of no age where none holds', () => {
  const now = Date.parse('2026-11-22T10:00:00.000Z')
  expect(digestAge({ newest: '2026-11-22T09:00:00.500Z', now })).toBe(3599.5)
  expect(digestAge({ newest: null, now })).toBe(Number.POSITIVE_INFINITY)
  expect(digestAge({ newest: '2026-11-22T10:05:00.000Z', now })).toBe(-300)
  expect(digestAge({ newest: '2026-11-22T10:05:00.001Z', now })).toBe(Number.POSITIVE_INFINITY)
  expect(digestAge({ newest: '2026-99-99T09:00:00.000Z', now })).toBe(Number.POSITIVE_INFINITY)
})

describe('the one file for auditors', () => {
  test('is read in twenty minutes: it is short and loads only what Node brings', () => {
    const lines = source.trimEnd().split('\n')
    expect(lines.length).toBeLessThanOrEqual(370)
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(125)
    const loaded = [...source.matchAll(/^import \{ (.+) \} from '(.+)'$/gm)].map(
      ([, names, from]) => `${from}: ${names}`,
    )
    expect(loaded).toEqual([
      'node:crypto: createHash, createPublicKey, verify',
      'node:fs: readdirSync, readFileSync, realpathSync',
      'node:path: join, relative, sep',
      'node:url: fileURLToPath',
      'node:util: parseArgs',
      'node:zlib: gunzipSync',
    ])
    expect(source).not.toMatch(/\bimport\s*\(|^import (?!\{)|\b(?:require|fetch|eval|Function)\b/m)
  })

  test('quotes the format word for word, so that neither is changed alone', () => {
    const plain = (text: string) => text.replaceAll(/[`*]/g, '').replaceAll(/\s+/g, ' ')
    const words = plain(source.replaceAll(/\n *\/\/ /g, ' '))
    const quotes = [...words.matchAll(/"([^"$]{12,})"/g)].flatMap(([, quote = '']) => quote.split(' ... '))
    expect(quotes.length).toBeGreaterThan(20)
    expect(quotes.filter((quote) => !plain(readme).includes(quote))).toEqual([])
  })

  test('has the kinds of damage and the patterns of the format, letter by letter', () => {
    const kinds = [...readme.matchAll(/^\| `([a-z]+)` \| ([^|]+) \|$/gm)].map(([, kind, meaning]) => [kind, meaning])
    const named = kinds.filter(([kind = '']) => kind in damageMeanings)
    expect(Object.fromEntries(named)).toEqual(damageMeanings)
    for (const [kind, meaning] of named)
      expect(source).toMatch(new RegExp(`^ {2}${kind}: ['"]${meaning?.replaceAll(/[()]/g, '\\$&')}['"],$`, 'm'))
    const table = readme.slice(readme.indexOf('| place | matches'), readme.indexOf('A request that would make'))
    const patterns = [...table.matchAll(/`([^`]*\[[^`]*\{[^`]*)`/g)].map(([, pattern = '']) => pattern)
    expect(patterns.length).toBeGreaterThan(10)
    for (const pattern of patterns) expect(source, pattern).toContain(pattern)
    const outcomes = /\| `outcome` \| ([A-Z_, ]+) \|/.exec(table)?.[1]?.split(', ') ?? []
    expect(outcomes).toEqual([...allOutcomes])
    for (const outcome of outcomes) expect(source).toMatch(new RegExp(`\\b${outcome}\\b`))
  })
})

test('every way in that a record may name is known to the one file, to Python and to the page', () => {
  const listed = (file: string, pattern: RegExp) =>
    (pattern.exec(readFileSync(file, 'utf8'))?.[1] ?? '').match(/[a-z]+/g)
  const ways = listed('packages/audit/src/patterns.ts', /origins = \[([^\]]+)\]/)
  expect(ways?.length).toBeGreaterThan(3)
  expect(listed('docs/verify-audit.mjs', /origin: oneOf\('([^']+)'/)).toEqual(ways)
  expect(listed('test/audit/verify.py', /record\["origin"\], "([^"]+)"/)).toEqual(ways)
  expect(listed('packages/audit/README.md', /\| `origin`; `kind` \| ([^;]+);/)).toEqual(ways)
})
