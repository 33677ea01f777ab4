import { generateKeyPairSync } from 'node:crypto'
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { auditEventProblems } from '../audit/auditEventChecks.ts'
import { ocsfProblems } from '../audit/ocsfChecks.ts'
import { commands, each, refusal, signIn } from '../fixtures/commands.ts'
import { dev, newHome, post } from '../fixtures/product.ts'

const { home, remove } = newHome()
const out = newHome()
const { run, json } = commands(home)
const place = (name: string) => join(out.home, name)
const verify = (name: string, key = join(place('whole'), 'public-key.pem')) =>
  run('audit', 'verify', '--dir', place(name), '--key', key, '--json')

afterAll(() => {
  remove()
  out.remove()
})

const chartOf = (mrn: string) =>
  `{ patients(mrn: "${mrn}") { nodes { id name { family } birthDate observations(first: 1) { nodes { code { text } } } } } }`

/** Each test stops its server: rows are changed while nobody has them open. */
async function ask(username: string, queries: readonly string[]) {
  const server = await dev({ home })
  const token = await signIn(server.url, username)
  const replies = []
  for (const query of queries) replies.push(await post(server.url, { token, query }))
  expect(await server.stop('SIGTERM')).toBe(0)
  return { replies, output: server.output() }
}

/** Changes the text of stored items of one table, as somebody with the disk could; returns how many. */
function tamper(table: string, where: string, change: (item: Item) => Item): number {
  const db = new DatabaseSync(join(home, 'dynamodb.sqlite'))
  const rows = db
    .prepare(`SELECT i.id, i.item FROM items i JOIN tables t ON t.id = i.tbl WHERE t.name = ? AND ${where}`)
    .all(`wardgraph-local-${table}`)
  const update = db.prepare('UPDATE items SET item = ? WHERE id = ?')
  for (const { id, item } of rows) update.run(JSON.stringify(change(JSON.parse(String(item)))), Number(id))
  db.close()
  return rows.length
}
type Item = Record<string, Record<string, string>>

interface Chain {
  readonly chain: string
  readonly path: string
  readonly lines: string[]
}

function chainsOf(name: string): Chain[] {
  return readdirSync(join(place(name), 'chains')).map((chain) => {
    const path = join('chains', chain, '000000.ndjson.gz')
    const text = gunzipSync(readFileSync(join(place(name), path))).toString()
    return { chain, path, lines: text.split(/(?<=\n)/) }
  })
}

function longestChain(name: string): Chain {
  const [longest] = chainsOf(name).toSorted((a, b) => b.lines.length - a.lines.length)
  if (longest === undefined) throw new Error('no chain')
  return longest
}

let chart: Awaited<ReturnType<typeof post>> | undefined

beforeAll(async () => {
  const asked = await ask('doctor-northside', ['{ me { username } }', '{ nothing }', chartOf('N100137')])
  chart = asked.replies[2]
  const exported = await json('audit', 'export', '--out', place('whole'), '--json')
  expect(exported).toMatchObject({ anomalies: 0 })
})

test('an export is whole, counts what was asked, and its digest covers every record', async () => {
  const { code, stdout, stderr } = await verify('whole')
  expect([code, stderr]).toEqual([0, ''])
  const lines = chainsOf('whole').flatMap(({ lines }) => lines)
  const chains = chainsOf('whole').length
  expect(JSON.parse(stdout)).toEqual({ whole: true, chains, records: lines.length, uncovered: 0, first: null })
  const asked = lines.map((line) => JSON.parse(line)).filter(({ origin }) => origin === 'graphql')
  expect(asked.map(({ outcome }) => outcome)).toEqual(['OK', 'BAD_USER_INPUT', 'OK'])
})

test('what was asked of a chart goes out as AuditEvents that name no other, and all of the trail as OCSF', async () => {
  const patient = chart?.body.data.patients.nodes[0].id
  const from = ['--dir', place('whole'), '--key', join(place('whole'), 'public-key.pem')]
  const [events, ocsf] = await each(
    [
      ['events', ...from, '--patient', patient],
      ['ocsf', ...from],
    ],
    (args) => run('audit', ...args),
  )
  const lines = (said = '') => said.trimEnd().split('\n')
  const about = lines(events?.stdout).map((line) => JSON.parse(line))
  for (const event of about) expect(auditEventProblems(event)).toEqual([])
  const read = about.filter(({ subtype }) => subtype[1].code === 'graphql')
  expect(read.map(({ action, outcome, entity }) => [action, outcome, entity[0].what.reference])).toEqual([
    ['R', '0', `Patient/${patient}`],
  ])
  const records = chainsOf('whole').flatMap((chain) => chain.lines)
  expect(lines(ocsf?.stdout).length).toBe(records.length)
  for (const line of lines(ocsf?.stdout)) expect(ocsfProblems(line)).toEqual([])
  const others = records.flatMap((line) => (JSON.parse(line).disclosed ?? []).map(([whose]: [string | null]) => whose))
  for (const other of new Set(others))
    if (other !== null && other !== patient) expect(events?.stdout).not.toContain(other)
})

test('what was asked of a server is in the disclosures of the patient, and a rebuild of the export makes the same rows', async () => {
  const asked = ['access', 'disclosures', '--patient', 'demo-northside-p01', '--as', 'privacy-northside']
  const { code, stdout, stderr } = await run(...asked)
  expect([code, stderr]).toEqual([0, ''])
  expect(stdout).toMatch(
    /,doctor-northside,.*,DOCTOR,TREAT,CARE_TEAM,.*,Query\.patients,OK,Observation \(1\): code; Patient/,
  )
  const rows = async () => {
    const dumped = (await run('table', 'dump')).stdout.split('\n')
    return dumped.filter((line) => line.startsWith('{"table":"disclosures"'))
  }
  const before = await rows()
  const rebuilt = await json(
    ...['audit', 'rebuild', '--dir', place('whole'), '--key', join(place('whole'), 'public-key.pem'), '--json'],
  )
  expect(rebuilt.rows).toBeGreaterThan(10)
  expect(await rows()).toEqual(before)
})

test('verify names the first record that is not as it was exported, and every missing, added or foreign file', async () => {
  const { chain, path, lines } = longestChain('whole')
  const second = lines[1] ?? ''
  const gzip = (...texts: string[]) => gzipSync(texts.join(''))
  const rewritten = second.replace('"v":1', '"v":2')
  expect(rewritten).not.toBe(second)
  const damages: [name: string, damage: (at: string) => void, first: object][] = [
    [
      'byte',
      (at) => writeFileSync(join(at, path), gzip(lines[0] ?? '', rewritten, ...lines.slice(2))),
      { chain, seq: 1, kind: 'record' },
    ],
    [
      'cut',
      (at) => writeFileSync(join(at, path), gzip(lines[0] ?? '', ...lines.slice(2))),
      { chain, seq: 1, kind: 'missing' },
    ],
    ['short', (at) => writeFileSync(join(at, path), gzip(...lines.slice(0, -1))), { chain, kind: 'truncated' }],
    ['gone', (at) => rmSync(join(at, path)), { chain }],
    ['digest', (at) => rmSync(join(at, 'digests/000000.json')), { chain: null }],
    ['extra', (at) => writeFileSync(join(at, 'notes.txt'), ''), { chain: null, kind: 'extra' }],
    ['manifest', (at) => writeFileSync(join(at, 'manifest.json'), '{}'), { chain: null, kind: 'manifest' }],
  ]
  const said = await each(damages, async ([name, damage]) => {
    cpSync(place('whole'), place(name), { recursive: true })
    damage(place(name))
    return verify(name)
  })
  expect(said.map(({ code }) => code)).toEqual(damages.map(() => 1))
  for (const { stderr } of said) expect(stderr).toMatch(/^(?:(?:DAMAGED|GAP|UNCOVERED): [^\n]+\.\n)+$/)
  expect(said[1]?.stderr).toContain(`GAP: sequence 1 of chain ${chain} not in place.`)
  expect(said.map(({ stdout }) => JSON.parse(stdout))).toEqual(
    damages.map(([, , first]) => expect.objectContaining({ whole: false, first: expect.objectContaining(first) })),
  )
})

test('verify refuses an export that is older than was asked for, and a span that is no number', async () => {
  const key = join(place('whole'), 'public-key.pem')
  const aged = (span: string) =>
    run('audit', 'verify', '--dir', place('whole'), '--key', key, '--json', '--max-age', span)
  const [young, old, wrong] = await each(['86400', '0', 'a day'], aged)
  expect([young?.code, young?.stderr]).toEqual([0, ''])
  expect([old?.code, JSON.parse(old?.stdout ?? '').whole]).toEqual([1, true])
  expect(old?.stderr).toMatch(/^TOO_OLD: the newest digest is 0 days, \d+ hours, \d+ minutes and \d+ seconds old\.\n$/)
  expect(wrong).toEqual(refusal('WRONG_USAGE', 2))
})

test('verify believes no other key, and says what it cannot read', async () => {
  const { publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  writeFileSync(place('other.pem'), publicKey.export({ type: 'spki', format: 'pem' }))
  mkdirSync(place('garbage'))
  writeFileSync(join(place('garbage'), 'data'), 'not an export')
  const [other, noKey, nowhere, garbage] = await Promise.all([
    verify('whole', place('other.pem')),
    verify('whole', join(place('garbage'), 'data')),
    verify('nowhere'),
    verify('garbage'),
  ])
  expect(other.code).toBe(1)
  expect(JSON.parse(other.stdout)).toMatchObject({ whole: false, first: { kind: 'signature' } })
  for (const said of [noKey, nowhere, garbage]) expect(said).toEqual(refusal('UNREADABLE', 2))
})

test('a records row changed on disk is answered with INTERNAL and no data; other patients stay readable', async () => {
  const [{ id, name }] = chart?.body.data.patients.nodes ?? [{}]
  expect(name).toEqual([{ family: 'Synth-Ahlgren' }])
  const head = `i.sk = CAST('A' AS BLOB) AND CAST(i.pk AS TEXT) LIKE '%#P#${id}'`
  let saved: Item = {}
  const changed = tamper('records', head, (item) => {
    saved = item
    const sealed = Buffer.from(item.NAME?.B ?? '', 'base64')
    sealed.writeUInt8((sealed.at(-1) ?? 0) ^ 1, sealed.length - 1)
    return { ...item, NAME: { B: sealed.toString('base64') } }
  })
  expect(changed).toBe(1)
  const after = await ask('doctor-northside', [chartOf('N100137'), chartOf('N100274')])
  const [refused, other] = after.replies
  expect([refused?.status, Object.keys(refused?.body)]).toEqual([500, ['errors']])
  expect(refused?.body.errors).toEqual([
    expect.objectContaining({ message: 'Something went wrong.', extensions: { code: 'INTERNAL' } }),
  ])
  expect(other?.body.data.patients.nodes[0].name).toEqual([{ family: 'Synth-Brandt' }])
  expect(after.output).toContain('"code":"INTERNAL"')
  expect(after.output).not.toContain('Ahlgren')
  tamper('records', head, () => saved)
  const [restored] = (await ask('doctor-northside', [chartOf('N100137')])).replies
  expect(restored?.text).toBe(chart?.text)
})

test('an audit row changed on disk is named by the next export, by the signed digest and by verify', async () => {
  const { chain, lines } = longestChain('whole')
  const seq = lines.length - 2
  const row = `CAST(i.pk AS TEXT) LIKE '%#A#${chain}' AND CAST(i.sk AS TEXT) = '${String(seq).padStart(10, '0')}'`
  const forged = tamper('audit', row, (item) => ({
    ...item,
    r: { S: (item.r?.S ?? '').replace('"OK"', '"CONFLICT"') },
  }))
  expect(forged).toBe(1)
  const exported = await run('audit', 'export', '--out', place('tampered'), '--json')
  expect(exported.code).toBe(1)
  expect(JSON.parse(exported.stdout).anomalies).toBeGreaterThan(0)
  const { code, stdout } = await verify('tampered')
  expect([code, JSON.parse(stdout).first]).toEqual([1, expect.objectContaining({ chain, seq })])
})

test('a registry row changed on disk does not stop the export: its chain is there, and doubted', async () => {
  const { chain } = longestChain('whole')
  const row = `CAST(i.pk AS TEXT) LIKE '%#H#%' AND CAST(i.sk AS TEXT) = '${chain}'`
  expect(tamper('directory', row, (item) => ({ ...item, lane: { N: '7' } }))).toBe(1)
  const exported = await run('audit', 'export', '--out', place('doubted'), '--json')
  expect(exported.code).toBe(1)
  expect(chainsOf('doubted').map((one) => one.chain)).toContain(chain)
  const last = readdirSync(join(place('doubted'), 'digests')).at(-1)
  const { payload } = JSON.parse(readFileSync(join(place('doubted'), 'digests', last ?? ''), 'utf8'))
  expect(JSON.parse(payload).anomalies).toContainEqual({ chain, seq: 0, kind: 'mac' })
})
