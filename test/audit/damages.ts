import { gunzipSync, gzipSync } from 'node:zlib'
import { memorySigner } from '@wardgraph/vault'
import { digestFile, hex, otherForm, payloadOf, textOf } from './digestTamper.ts'
import { clinic, type Files, north, running, type StoredRow, south } from './fixture.ts'
import { edited, lineDamages } from './lineDamages.ts'
import { rotationDamages } from './rotationDamages.ts'
import { bytesOf, linesOf, relink, withFile, withLines, withNewManifest } from './tamper.ts'

/** What a verifier says of an export. */
export interface Answer {
  readonly whole: boolean
  readonly chains: number
  readonly records: number
  readonly uncovered: number
  readonly first: { readonly chain: string | null; readonly seq: number | null; readonly kind: string } | null
}

/** One damaged export, and the answer to it as a person worked it out from the README. */
export interface DamagedExport {
  readonly change: string
  readonly files: Files
  readonly publicKey: string
  readonly answer: Answer
}

type First = readonly [chain: string | null, seq: number | null, kind: string] | null
type Counts = { readonly chains?: number; readonly records?: number; readonly uncovered?: number }

/** The answer about an export of three chains and thirteen records, unless it says otherwise. */
function answer(first: First, { chains = 3, records = 13, uncovered = 0 }: Counts = {}): Answer {
  const [chain = null, seq = null, kind = ''] = first ?? []
  return { whole: first === null, chains, records, uncovered, first: first === null ? null : { chain, seq, kind } }
}

const [oldDigest, lastDigest] = ['digests/000000.json', 'digests/000001.json']
const fileOf = (chain: string, file = 0) => `chains/${chain}/00000${file}.ndjson.gz`

/** The same signature with r spelled a byte longer. */
function padded(signature: string): string {
  const [head = 0, length = 0, tag = 0, digits = 0, ...rest] = Buffer.from(signature, 'base64')
  return Buffer.from([head, length + 1, tag, digits + 1, 0, ...rest]).toString('base64')
}

/** The same signature with a byte behind it. */
const longer = (signature: string): string =>
  Buffer.concat([Buffer.from(signature, 'base64'), Buffer.from([0])]).toString('base64')

/** An export of two digests: four records of `foreign`, six of `chain` and three of `second`, in the order of their ids. */
export async function world() {
  const at = await clinic()
  const { files, chain } = await at.exported()
  const others = [...at.chains].filter(([id]) => id !== chain)
  const idOf = (tenant: string) => others.find(([, one]) => one.tenant === tenant)?.[0] ?? ''
  const [foreign, second] = [idOf(south), idOf(north)]
  if (!(foreign < chain && chain < second)) throw new Error('the answers are worked out for this order of ids')
  const fewer = payloadOf(files, lastDigest).replace('"records":6', '"records":5')
  const uncovered = withNewManifest(withFile(files, lastDigest, await digestFile(fewer, at.signer)))
  return { ...at, files, chain, foreign, second, uncovered }
}
type World = Awaited<ReturnType<typeof world>>
type Case = readonly [change: string, files: Files, answer: Answer]

function damagedRecords({ files, chain, foreign, second }: World): Case[] {
  const copied = linesOf(files, foreign)[2] ?? ''
  const changed = (change: (lines: string[]) => string[]) => withLines(files, chain, change)
  const other = bytesOf(files, fileOf(foreign))
  const exchanged = withFile(withFile(files, fileOf(foreign), bytesOf(files, fileOf(chain))), fileOf(chain), other)
  const moved = (line: string) => line.replace(north, 'mmmmmmmmmmmm')
  return [
    ...lineDamages.map(
      ({ change, lines, seq, kind, counted: [records, uncovered] }): Case => [
        `a record ${change}`,
        changed(lines),
        answer([chain, seq, kind], { records, uncovered }),
      ],
    ),
    [
      "another tenant's record in the place of one",
      changed((lines) => lines.with(2, copied)),
      answer([chain, 2, 'foreign']),
    ],
    [
      "another tenant's record at the end",
      changed((lines) => [...lines, copied]),
      answer([chain, 6, 'foreign'], { records: 14, uncovered: 1 }),
    ],
    [
      'more damage than is said',
      changed((lines) => [
        ...lines,
        ...Array.from({ length: 150 }, (_, n) => (lines[5] ?? '').replace('"seq":5', `"seq":${7 + 2 * n}`)),
      ]),
      answer([chain, 6, 'missing'], { records: 163, uncovered: 150 }),
    ],
    ['two chains that changed places', exchanged, answer([foreign, 0, 'foreign'], { uncovered: 2 })],
    ['a chain given to another tenant', changed((lines) => relink(lines.map(moved))), answer([chain, 0, 'foreign'])],
    [
      'two chains with an edited record',
      withLines(
        changed((lines) => lines.with(4, edited(lines[4]))),
        second,
        (lines) => lines.with(1, edited(lines[1])),
      ),
      answer([chain, 4, 'record']),
    ],
  ]
}

function damagedFiles({ files, chain, foreign, second }: World): Case[] {
  const bytes = bytesOf(files, fileOf(chain))
  const text = gunzipSync(bytes).toString()
  const replaced = (changed: Uint8Array | undefined) => withFile(files, fileOf(chain), changed)
  const added = (path: string, bytes: Uint8Array) => withFile(files, path, bytes)
  const [head = '', ...rest] = text.split(/(?<=\n)/)
  const unread = answer([chain, 0, 'file'], { records: 7 })
  const asFound = answer([chain, 0, 'file'])
  const unknown = 'z'.repeat(26)
  const forged = relink([...linesOf(files, chain), linesOf(files, chain)[5] ?? ''], 6).slice(-1)
  return [
    ['a chain deleted', replaced(undefined), answer([chain, 0, 'missing'], { chains: 2, records: 7 })],
    ['a chain zipped again', replaced(gzipSync(text, { level: 1 })), asFound],
    ['a chain zipped in two members', replaced(Buffer.concat([gzipSync(head), gzipSync(rest.join(''))])), asFound],
    ['zeros behind a chain', replaced(Buffer.concat([bytes, Buffer.from([0, 0, 65])])), asFound],
    ['a byte behind a chain', replaced(Buffer.concat([bytes, Buffer.from('\n')])), unread],
    ['a chain file without its last byte', replaced(bytes.subarray(0, -1)), unread],
    ['a chain file of no bytes', replaced(Buffer.alloc(0)), unread],
    ['a chain file of zeros', replaced(Buffer.alloc(40)), unread],
    ['a chain file of nothing', replaced(gzipSync('')), unread],
    ['a chain without its last line break', replaced(gzipSync(text.trimEnd())), unread],
    ['a zip bomb', replaced(gzipSync(`${' '.repeat(18 * 1024 * 1024)}\n`)), unread],
    ['a file of nothing behind a chain', added(fileOf(chain, 1), gzipSync('')), answer([chain, 6, 'file'])],
    [
      'the file of a chain twice',
      added(fileOf(chain, 1), bytes),
      answer([chain, 6, 'order'], { records: 19, uncovered: 6 }),
    ],
    [
      'a record forged behind the last digest, in a file of its own',
      added(fileOf(chain, 1), gzipSync(`${forged.join('\n')}\n`)),
      answer([chain, 6, 'extra'], { records: 14, uncovered: 1 }),
    ],
    [
      'a file that does not unzip behind an open link',
      added(fileOf(chain, 1), gzipSync('')).set(
        fileOf(chain),
        gzipSync(
          `${[...linesOf(files, chain).slice(0, 3), edited(linesOf(files, chain)[4]).replace('"seq":4', '"seq":3')].join('\n')}\n`,
        ),
      ),
      answer([chain, 3, 'file'], { records: 11 }),
    ],
    [
      "a chain's file under another id",
      added(fileOf(unknown), bytes),
      answer([unknown, 0, 'foreign'], { chains: 4, records: 19, uncovered: 6 }),
    ],
    [
      'a chain that nobody signed',
      added(fileOf(unknown), gzipSync(`${linesOf(files, second)[0]?.replace(second, unknown)}\n`)),
      answer([unknown, 0, 'extra'], { chains: 4, records: 14, uncovered: 1 }),
    ],
    ['a file of no kind', added('notes.txt', Buffer.from('x')), answer([null, null, 'extra'])],
    ['a digest under a name of no kind', added('digests/1.json', Buffer.from('{}')), answer([null, null, 'extra'])],
    [
      'a digest under a name with the separator of another system',
      added('digests\\000000.json', bytesOf(files, oldDigest)),
      answer([null, null, 'extra']),
    ],
    ['no public key beside it', withFile(files, 'public-key.pem', undefined), answer([null, null, 'missing'])],
    ['another public key beside it', added('public-key.pem', Buffer.from('another')), answer(null)],
    [
      'two chains deleted',
      withFile(replaced(undefined), fileOf(foreign), undefined),
      answer([foreign, 0, 'missing'], { chains: 1, records: 3 }),
    ],
  ]
}

async function damagedDigests({
  files,
  uncovered,
  signer,
  chain,
  foreign,
  digests,
  exportNow,
}: World): Promise<Case[]> {
  const [one, other] = [bytesOf(files, oldDigest), bytesOf(files, lastDigest)]
  const last = payloadOf(files, lastDigest)
  const { payload, signature } = JSON.parse(textOf(files, lastDigest))
  const written = (text: string) => withFile(files, lastDigest, Buffer.from(text))
  const signed = async (text: string, by = signer) => withFile(files, lastDigest, await digestFile(text, by))
  const high = otherForm(Buffer.from(signature, 'base64')).toString('base64')
  const without = (...paths: string[]) => new Map([...files].filter(([path]) => !paths.includes(path)))
  const [notOne, notSigned] = (['digest', 'signature'] as const).map((kind) =>
    answer([null, 1, kind], { uncovered: 4 }),
  )
  if (notOne === undefined || notSigned === undefined) throw new Error('there are two')
  const outer = textOf(files, lastDigest)
  digests.splice(0, digests.length)
  const another = bytesOf((await exportNow()).files, oldDigest)
  return [
    ['a digest deleted', without(oldDigest), answer([null, 0, 'digest'])],
    ['the last digest deleted', without(lastDigest), answer([chain, 0, 'file'], { uncovered: 4 })],
    ['all digests deleted', without(oldDigest, lastDigest), answer([null, 0, 'digest'], { uncovered: 13 })],
    [
      'two digests that changed places',
      withFile(withFile(files, oldDigest, other), lastDigest, one),
      answer([null, 0, 'digest'], { uncovered: 13 }),
    ],
    ['a digest far behind the last', withFile(files, 'digests/000005.json', other), answer([null, 2, 'digest'])],
    ['an older digest replaced by another', withFile(files, oldDigest, another), answer([null, 1, 'digest'])],
    [
      'a digest that another key signed',
      await signed(last.replaceAll(chain, 'z'.repeat(26)), memorySigner()),
      notSigned,
    ],
    ['a digest whose text was changed', written(outer.replace('09:00:00', '09:00:01')), notSigned],
    ['the second form of a signature', written(JSON.stringify({ payload, signature: high }).concat('\n')), notSigned],
    ['a signature with a zero too many', written(outer.replace(signature, padded(signature))), notSigned],
    ['a signature with a byte too many', written(outer.replace(signature, longer(signature))), notSigned],
    ['a signature of no bytes', written(outer.replace(/"signature":"[^"]*"/, '"signature":"AA=="')), notSigned],
    ['a signature with loose bits', written(outer.replace(/"signature":"[^"]*"/, '"signature":"AB=="')), notOne],
    ['a digest with spaces', written(outer.replace('{', '{ ')), notOne],
    ['a digest in another order', written(`${JSON.stringify({ signature, payload })}\n`), notOne],
    ['a digest with a key twice', written(outer.replace('{', '{"payload":"{}",')), notOne],
    ['a digest with an escape', written(outer.replace('payload', '\\u0070ayload')), notOne],
    ['a digest without its line break', written(outer.trimEnd()), notOne],
    ['a digest with a letter that is not ASCII', written(outer.replace('v', 'é')), notOne],
    ['signed text with spaces', await signed(last.replace('{', '{ ')), notOne],
    ['signed text with a number spelled otherwise', await signed(last.replace('"seq":1,', '"seq":1.0,')), notOne],
    ['signed text with true for one', await signed(last.replace('"v":1', '"v":true')), notOne],
    ['signed text with a key twice', await signed(last.replace('{', '{"v":1,')), notOne],
    ['signed text with a key more', await signed(last.replace('{', '{"w":1,')), notOne],
    ['signed text with another number', await signed(last.replace('"seq":1,', '"seq":7,')), notOne],
    ['signed text with a day alone', await signed(last.replace('T09:00:00.000Z', '')), notOne],
    ['signed text that is not JSON', await signed('{'), notOne],
    ['signed text that counts a record too few', uncovered, answer(null, { uncovered: 1 })],
    [
      'signed text in another order',
      await signed(JSON.stringify(Object.fromEntries(Object.entries(JSON.parse(last)).reverse()))),
      answer(null),
    ],
    [
      'signed text that names no digest before it',
      await signed(last.replace(/"previous":"[^"]*"/, '"previous":null')),
      answer([null, 1, 'digest']),
    ],
    ['signed text that leaves out a chain that has not grown', await signed(withoutChain(last, foreign)), answer(null)],
  ]
}

/** A digest's text that does not name a chain any more. */
function withoutChain(text: string, left: string): string {
  const said: { chains: { chain: string }[]; files: { path: string }[] } = JSON.parse(text)
  const chains = said.chains.filter(({ chain }) => chain !== left)
  return JSON.stringify({ ...said, chains, files: said.files.filter(({ path }) => !path.includes(left)) })
}

/** What was signed to be wrong, and what else is wrong there. */
async function signedAnomalies({ files, signer, chain }: World): Promise<Case[]> {
  const unknown = 'z'.repeat(26)
  const saying = async (...anomalies: [chain: string | null, seq: number | null, kind: string][]) => {
    const named = anomalies.map(([chain, seq, kind]) => ({ chain, seq, kind }))
    const text = JSON.stringify({ ...JSON.parse(payloadOf(files, lastDigest)), anomalies: named })
    return withFile(files, lastDigest, await digestFile(text, signer))
  }
  const edit = (files: Files, seq: number) => withLines(files, chain, (lines) => lines.with(seq, edited(lines[seq])))
  return [
    ['an anomaly of a record', await saying([chain, 3, 'mac']), answer([chain, 3, 'mac'])],
    ['two anomalies, the later first', await saying([chain, 4, 'link'], [chain, 3, 'mac']), answer([chain, 3, 'mac'])],
    ['two anomalies of a place', await saying([chain, 3, 'link'], [chain, 3, 'mac']), answer([chain, 3, 'link'])],
    [
      'an anomaly without a place',
      await saying([chain, 2, 'mac'], [chain, null, 'link']),
      answer([chain, null, 'link']),
    ],
    [
      'an anomaly without a chain',
      await saying([chain, 3, 'mac'], [null, null, 'foreign']),
      answer([null, null, 'foreign']),
    ],
    [
      'an anomaly of a chain that is not there',
      await saying([unknown, 4, 'truncated']),
      answer([unknown, 4, 'truncated']),
    ],
    ['an anomaly of no kind', await saying([chain, 3, 'odd']), answer([null, 1, 'digest'], { uncovered: 4 })],
    ['an edited record with an anomaly there', edit(await saying([chain, 3, 'mac']), 3), answer([chain, 3, 'mac'])],
    ['an edited record before an anomaly', edit(await saying([chain, 4, 'mac']), 2), answer([chain, 2, 'record'])],
    ['an edited record behind an anomaly', edit(await saying([chain, 1, 'mac']), 4), answer([chain, 1, 'mac'])],
  ]
}

/** A digest that the signer itself signed over records that an older digest had signed otherwise. */
async function signedTwice({ files, signer, chain }: World): Promise<Case[]> {
  const forged = withLines(files, chain, (lines) => relink(lines.with(3, edited(lines[3]))))
  const said: { chains: { chain: string }[]; files: { path: string }[] } = JSON.parse(payloadOf(files, lastDigest))
  const text = JSON.stringify({
    ...said,
    seq: 2,
    previous: hex(bytesOf(files, lastDigest)),
    chains: said.chains.map((one) =>
      one.chain === chain ? { ...one, hash: hex(Buffer.from(linesOf(forged, chain)[5] ?? '')) } : one,
    ),
    files: said.files.map(({ path }) => ({ path, sha256: hex(bytesOf(forged, path)) })),
  })
  const again = withFile(forged, 'digests/000002.json', await digestFile(text, signer))
  return [['records that a newer digest signs otherwise', again, answer([chain, 5, 'rewritten'])]]
}

/** Rows changed in the table, found by the export itself. */
async function damagedRows(): Promise<DamagedExport[]> {
  const changes: [string, (rows: StoredRow[]) => StoredRow[], First, records: number][] = [
    ['edited', (rows) => rows.with(2, { ...rows[2], r: edited(String(rows[2]?.r)) }), ['', 2, 'mac'], 10],
    ['deleted', (rows) => rows.toSpliced(2, 1), ['', 2, 'missing'], 9],
    ['deleted at the end', (rows) => rows.slice(0, -1), ['', 5, 'truncated'], 9],
    ['emptied', (rows) => rows.with(2, { ...rows[2], r: undefined }), ['', 2, 'record'], 10],
  ]
  const made: DamagedExport[] = []
  for (const [change, rows, first, records] of changes) {
    const { chain, rows: stored, replace, exportNow, publicKey } = await running()
    replace(rows([...stored]))
    const { files } = await exportNow()
    const named: First = first && [chain, first[1], first[2]]
    made.push({ change: `a row ${change}`, files, publicKey, answer: answer(named, { chains: 2, records }) })
  }
  return made
}

/** Every damage that the verifiers are asked about; the manifest is made to agree but where it is the damage. */
export async function damages(): Promise<DamagedExport[]> {
  const at = await world()
  const { files, publicKey, chain } = at
  const empty = await clinic()
  const agreeing = [
    ['nothing', files, answer(null)] as const,
    ...damagedRecords(at),
    ...damagedFiles(at),
    ...(await signedAnomalies(at)),
    ...(await signedTwice(at)),
    ...(await damagedDigests(at)),
  ].map(([change, files, answer]) => ({ change, files: withNewManifest(files), publicKey, answer }))
  const manifest = (text: string) => ({
    change: 'a manifest of other files',
    files: withFile(files, 'manifest.json', Buffer.from(text)),
    publicKey,
    answer: answer([null, null, 'manifest']),
  })
  return [
    ...agreeing,
    manifest('{}'),
    manifest(textOf(files, 'manifest.json').trimEnd()),
    manifest(textOf(withNewManifest(withFile(files, lastDigest, undefined)), 'manifest.json')),
    {
      ...manifest(''),
      change: 'a manifest from before an edit',
      files: withLines(files, chain, (lines) => lines.with(2, edited(lines[2]))),
      answer: answer([chain, 2, 'record']),
    },
    {
      change: 'another key than that of the digests',
      files,
      publicKey: await memorySigner().publicKey(),
      answer: answer([null, 0, 'signature'], { uncovered: 13 }),
    },
    {
      change: 'an export of nothing',
      files: (await empty.exportNow()).files,
      publicKey: empty.publicKey,
      answer: answer(null, { chains: 0, records: 0 }),
    },
    ...(await damagedRows()),
    ...(await rotationDamages()),
  ]
}
