#!/usr/bin/env node
// Checks an export of Wardgraph's audit trail with nothing but its files and one public key of its signer:
//
//     node verify-audit.mjs --dir DIR --key FILE [--max-age SECONDS] [--json]
//
// This file is all of it: it needs Node 20 or newer, loads nothing else, opens no connection and writes nothing. It was
// written from packages/audit/README.md: what stands in double quotes below is that page, word for word. The answer is on
// stdout, on stderr everything that is wrong, in words. Exit code: 0 only if the export is whole, each record is covered
// by a signed digest and the newest digest is no older than --max-age; 2 if it cannot be read; otherwise 1.
import { createHash, createPublicKey, verify } from 'node:crypto'
import { readdirSync, readFileSync, realpathSync } from 'node:fs'
import { join, relative, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gunzipSync } from 'node:zlib'

const KINDS = {
  digest: 'a digest is missing, is not one, or does not name the one before it',
  signature: 'a digest is not signed by the key that was to, nor named by one that is',
  clock: 'a digest says an earlier time than the one before it',
  missing: 'a record, a chain or a file is not there',
  truncated: 'a chain ends before a record that was signed or named',
  rewritten: 'a record is not the one that was signed',
  record: 'a line is not a record, or not the one its successor names',
  order: "a record stands in another's place",
  foreign: 'a record belongs to another chain or tenant',
  link: 'a record does not name the one before it (seen with the MAC key)',
  mac: "a record was not made with the chain's key",
  file: 'a chain file is not the one that was signed, or does not unzip',
  extra: 'a file does not belong there',
  manifest: 'the manifest is not that of the files',
}
const CHAIN_FILE = /^chains\/[a-z2-7]{26}\/(?:[0-9]{6}|[0-9]{10})\.ndjson\.gz$/
const DIGEST_FILE = /^digests\/(?:[0-9]{6}|[1-9][0-9]{6,9})\.json$/
// --- 1. The format: "One line of JSON, ASCII, keys in this order and no spaces; every string matches a tight pattern".
const text = (pattern) => (value) => typeof value === 'string' && pattern.test(value)
const oneOf = (words) => (value) => words.split(' ').includes(value)
const exactly = (literal) => (value) => value === literal
const integer = (least, most) => (value) => Number.isInteger(value) && value >= least && value <= (most ?? 2 ** 53 - 1)
const orNull = (rule) => (value) => value === null || rule(value)
const list = (rule, most) => (value) =>
  Array.isArray(value) && value.length <= most && value.every((item) => rule(item))
const object = (rules) => (value) =>
  Object.keys(value ?? {}).length === Object.keys(rules).length &&
  Object.keys(rules).every((key) => rules[key](value[key]))

const id = text(/^[a-z2-7]{26}$/)
const tenant = text(/^(?:[a-z2-7]{12}|0{12})$/)
const hash = text(/^[0-9a-f]{64}$/)
const time = text(/^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\.[0-9]{3}Z$/)
const code = text(/^[0-9A-Za-z][0-9A-Za-z.+-]{0,63}$/)
const upper = text(/^[A-Z][A-Z0-9_]{0,31}$/)
const type = text(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/)
const fields = list(text(/^[A-Za-z_][A-Za-z0-9_]{0,63}~?$/), 500)
const root = text(/^[A-Za-z_][A-Za-z0-9_]{0,63}\.[A-Za-z_][A-Za-z0-9_]{0,63}$/)
const basis = text(/^[A-Za-z_]{1,32}$|^[a-z2-7]{26}$/)
const pk = text(/^[a-z0-9]{12}#[A-Za-z0-9#._-]{1,100}$/)
const sk = text(/^[A-Za-z0-9#._-]{1,100}$/)
const outcome = oneOf(
  'OK UNAUTHENTICATED FORBIDDEN BAD_USER_INPUT LIMIT_EXCEEDED CONFLICT PAYLOAD_TOO_LARGE UNSUPPORTED_MEDIA_TYPE ' +
    'AUDIT_UNAVAILABLE UNAVAILABLE INTERNAL INTEGRITY',
)
const rows = (...rules) => list((value) => Array.isArray(value) && object({ ...rules })(value), 100_000)
const many = (rules) => list(object(rules), 1_000_000)

// biome-ignore format: read across
const genesis = object({
  v: exactly(1), tenant, chain: id, seq: exactly(0), prev: exactly(null), outcome: exactly('GENESIS'), time, code,
  environment: id, lane: integer(0, 7), closes: orNull(object({ chain: id, seq: integer(0) })),
})
// biome-ignore format: read across
const request = object({
  v: exactly(1), tenant, chain: id, seq: integer(1, 9_999_999_999), prev: hash, continues: orNull(integer(1)), outcome,
  time, code, origin: oneOf('graphql import access users keys'), request: text(/^[A-Za-z0-9_=-]{1,64}$/),
  caller: orNull(object({ person: id, membership: id, role: upper, purpose: upper })),
  session: orNull(text(/^[a-z0-9]{26,64}$/)),
  operation: orNull(object({ kind: oneOf('query mutation import'), roots: list(root, 500), document: orNull(hash) })),
  status: orNull(integer(100, 599)), disclosed: rows(orNull(id), type, id, fields),
  changed: rows(orNull(id), type, id, fields, integer(0)), denied: rows(orNull(id), type, orNull(id), fields),
  ties: rows(id, upper, orNull(basis)), opened: integer(0),
  written: rows(oneOf('records directory keys'), pk, sk, integer(0), text(/^([A-Za-z0-9_-]{22}|-)$/)),
})
// A digest's file is `{payload, signature}` in this order "and a line break"; its "TEXT is JSON in printable ASCII".
const digestFile = object({ payload: text(/^\{[ -~]*$/), signature: text(/^[A-Za-z0-9+/]+={0,2}$/) })
// biome-ignore format: read across
const digestText = object({
  v: exactly(1), seq: integer(0), time, previous: orNull(hash), key: hash, successor: orNull((value) => findKey(value)),
  chains: many({ tenant, chain: id, seq: integer(0), hash, records: integer(0) }),
  files: many({ path: text(CHAIN_FILE), sha256: hash }),
  anomalies: many({ chain: orNull(id), seq: orNull(integer(0)), kind: oneOf(Object.keys(KINDS).join(' ')) }),
})

// --- 2. Reading it. "What is spelled in any other way is not a record": what was read is written again and compared.
const KEYS = (
  'v tenant chain seq prev continues outcome time code environment lane closes origin request caller person membership ' +
  'role purpose session operation kind roots document status disclosed changed denied ties written opened'
).split(' ')
function parsed(json, keys) {
  try {
    const value = JSON.parse(json)
    return JSON.stringify(value, keys) === json ? value : undefined
  } catch {
    return undefined
  }
}
function recordOf(line) {
  const value = parsed(line, KEYS)
  return genesis(value) || request(value) ? value : undefined
}
function digestOf(bytes, seq) {
  const content = bytes.toString('latin1')
  const file = content.endsWith('\n') ? parsed(content.slice(0, -1), ['payload', 'signature']) : undefined
  if (!digestFile(file)) return undefined
  const [said, signature] = [parsed(file.payload), Buffer.from(file.signature, 'base64')]
  if (!digestText(said) || said.seq !== seq || signature.toString('base64') !== file.signature) return undefined
  return { signed: Buffer.from(file.payload), said, signature }
}

// --- 3. Hash, key and signature.
const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex')

/** "its SubjectPublicKeyInfo, P-256 with an uncompressed point", or that in "a PEM file of one block `PUBLIC KEY`" */
const spkiText = text(/^MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE[A-Za-z0-9+/]{85}[AQgw]==$/)
function findKey(spki) {
  try {
    const key = createPublicKey({ key: Buffer.from(spki, 'base64'), format: 'der', type: 'spki' })
    return spkiText(spki) ? { spki, hash: sha256(Buffer.from(spki, 'base64')), key } : undefined
  } catch {} // nothing, or a point that is not on the curve
}
function findPublicKey(pem) {
  const block = /^-----BEGIN PUBLIC KEY-----\s+([A-Za-z0-9+/\s]+={0,2})\s+-----END PUBLIC KEY-----$/.exec(pem.trim())
  return findKey(Buffer.from(block?.[1] ?? '', 'base64').toString('base64'))
}

/** "shortest DER with s not above half the order": (r, order - s) verifies as well, and a digest has one form only. */
function isSigned({ signed, said, signature }, { hash, key }) {
  const order = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n
  // OpenSSL, which is what `verify` asks, takes the shortest DER alone: 30 length, 02 length r, 02 length s.
  const s = BigInt(`0x0${signature.subarray(6 + signature[3]).toString('hex')}`)
  return said.key === hash && verify('sha256', signed, key, signature) && s <= order / 2n
}

// --- 4. "Digests, by the number in their names."
function findHolding(files, given) {
  // "The given key signs from the first on if that one names it as its key ... else from the one after the first"
  const first = files[0]?.digest?.said.key === given.hash
  const from = first ? 0 : files.findIndex(({ digest }) => digest?.said.successor === given.spki) + 1
  let turn = given
  for (const file of files.slice(from)) {
    file.holds = file.digest !== undefined && isSigned(file.digest, turn)
    if (file.holds) turn = findKey(file.digest.said.successor) ?? turn
  }
  // "Before, one holds if the next in the folder holds and has its hash as previous."
  for (let at = from; files[at]?.holds && files[at].digest.said.previous === files[at - 1]?.hash; at -= 1)
    files[at - 1].holds = files[at - 1].digest !== undefined
  return files.filter(({ holds }) => holds).map(({ digest }) => digest.said)
}

const numberOf = (path) => Number(path.slice('digests/'.length, -'.json'.length))
function readDigests(paths, read, key) {
  const files = paths.map((path) => {
    const [seq, bytes] = [numberOf(path), read(path)]
    return { seq, hash: sha256(bytes), digest: digestOf(bytes, seq) }
  })
  const [holding, damage, gaps] = [findHolding(files, key), [], []]
  const wrong = (seq, kind) => damage.push({ chain: null, seq, kind })
  let [next, previous, time] = [0, null, '']
  for (const { seq, hash, digest, holds } of files) {
    if (seq !== next) {
      wrong(next, 'digest')
      gaps.push({ chain: null, from: next, to: seq - 1 })
    }
    if (digest === undefined || (holds && digest.said.previous !== previous)) wrong(seq, 'digest')
    else if (!holds) wrong(seq, 'signature')
    // "one that holds and has an earlier time than the one that holds before it is clock"
    if (holds && digest.said.time < time) wrong(seq, 'clock')
    if (holds) time = digest.said.time
    ;[next, previous] = [seq + 1, hash]
  }
  if (paths.length === 0) wrong(0, 'digest')
  // "Only digests that hold say anything below; first of all their anomalies without a chain."
  for (const { anomalies } of holding) damage.push(...anomalies.filter(({ chain }) => chain === null))
  return { holding, damage, gaps }
}

// --- 5. "The lines of a chain's files in the order of their names have the places 0, 1, 2 ...".
function linesOf(bytes) {
  try {
    const content = gunzipSync(bytes, { maxOutputLength: 17 * 1024 * 1024 }).toString('latin1')
    return content.endsWith('\n') ? content.slice(0, -1).split('\n') : undefined
  } catch {
    return undefined // "it does not unzip, to at most 17 MiB and a last line break"
  }
}

function walk(chain, files, heads) {
  const [damage, gaps, changed] = [new Map(), [], []]
  const wrong = (seq, kind) => damage.size < 100 && !damage.has(seq) && damage.set(seq, { chain, seq, kind })
  // "A digest's hash is what was signed at its seq of the chain; where two disagree, the older stands, and for the
  // tenant too."
  const signed = new Map(heads.toReversed().map(({ seq, hash }) => [seq, hash]))
  let tenant = heads[0]?.tenant
  let next = 0 // the place that is looked at
  let before = null // hash of the record before it; undefined where nobody knows
  let open // the place of a record whose link is open
  let lines = 0

  function look(line) {
    const record = recordOf(line)
    // 1. "If this is a record whose prev is the hash of the line before, that line is good and the one before it is
    // record; otherwise that line is record."
    if (open !== undefined) wrong(record?.prev === before ? open - 1 : open, 'record')
    open = undefined
    // 2. "Is it a record (else record), of this chain and its tenant"
    if (record === undefined) return wrong(next, 'record')
    tenant ??= record.tenant
    if (record.chain !== chain || record.tenant !== tenant) return wrong(next, 'foreign')
    // 3. "Is its seq its place? Higher: missing at this place; lower: order."
    const { seq, prev } = record
    if (seq < next) return wrong(next, 'order')
    if (seq > next) {
      wrong(next, 'missing')
      gaps.push({ chain, from: next, to: seq - 1 })
      before = undefined
    }
    // 4. "Is its prev the hash of the line before, null at place 0? If so, and another hash was signed here: rewritten. If
    // not: where this line's hash was signed, the line before is record; else, where one was signed for the line before,
    // this one is record; else its link is open and the next line tells."
    const own = sha256(line)
    if (before === undefined || prev === before || prev === signed.get(seq - 1)) {
      if (signed.has(seq) && signed.get(seq) !== own) wrong(seq, 'rewritten')
    } else if (signed.get(seq) === own) wrong(seq - 1, 'record')
    else if (signed.has(seq - 1)) wrong(seq, 'record')
    else open = seq
    next = seq + 1
    before = own
  }

  for (const { bytes, signedHash } of files) {
    // "the first file that is not the one in files of the newest digest that names it is file, or extra if none does"
    const kind = signedHash === undefined ? 'extra' : 'file'
    if (sha256(bytes) !== signedHash) changed.push({ chain, seq: lines, kind })
    const found = linesOf(bytes)
    if (found === undefined) {
      wrong(open ?? next, 'file')
      open = undefined
    }
    for (const line of found ?? []) look(line)
    lines += found?.length ?? 0
  }
  if (open !== undefined) wrong(open, 'record')
  const last = heads.reduce((most, { seq }) => Math.max(most, seq), -1)
  if (last >= next) {
    wrong(next, lines === 0 ? 'missing' : 'truncated')
    gaps.push({ chain, from: next, to: last })
  }
  return { lines, gaps, damage: [...damage.values()], changed }
}

// --- 6. All of it. The answer, and for people all damage, every gap, what is uncovered and the newest digest's time.
const inOrder = (damage) => damage.toSorted((one, other) => (one.seq ?? 0) - (other.seq ?? 0))
function grouped(items) {
  const byChain = new Map()
  for (const item of items) byChain.get(item.chain)?.push(item) ?? byChain.set(item.chain, [item])
  return byChain
}

export function examine(dir, pem) {
  const key = findPublicKey(pem)
  if (key === undefined) throw new Error('not a public key on P-256')
  const entries = readdirSync(dir, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory())
  // Node 20 before 20.12 calls `path` what is now `parentPath`.
  const found = entries.map(({ parentPath, path, name }) => relative(dir, join(parentPath ?? path, name)))
  const paths = found.map((path) => path.split(sep).join('/')).sort()
  const manifest = readFileSync(join(dir, 'manifest.json'), 'latin1') // "A folder without manifest.json ... is unreadable"
  const listed = []
  const read = (path) => {
    const bytes = readFileSync(join(dir, path))
    listed.push({ path, sha256: sha256(bytes), bytes: bytes.length })
    return bytes
  }
  const digestPaths = paths.filter((path) => DIGEST_FILE.test(path)).sort((a, b) => numberOf(a) - numberOf(b))
  const { holding, damage, gaps } = readDigests(digestPaths, read, key)
  // "Chains, by id: those that have a file, and those that digests name in chains or anomalies."
  const chainPaths = paths.filter((path) => CHAIN_FILE.test(path))
  const files = grouped(chainPaths.map((path) => ({ path, chain: path.split('/')[1] })))
  const heads = grouped(holding.flatMap(({ chains }) => chains))
  const anomalies = grouped(holding.flatMap(({ anomalies }) => anomalies).filter(({ chain }) => chain !== null))
  const signedFiles = new Map(holding.flatMap(({ files }) => files).map(({ path, sha256 }) => [path, sha256]))
  const covered = new Map(holding.flatMap(({ chains }) => chains).map((head) => [head.chain, head]))
  const uncovered = []
  let records = 0
  for (const chain of [...new Set([...files.keys(), ...heads.keys(), ...anomalies.keys()])].sort()) {
    const own = (files.get(chain) ?? []).map(({ path }) => ({ bytes: read(path), signedHash: signedFiles.get(path) }))
    const walked = walk(chain, own, heads.get(chain) ?? [])
    // "The first of these stands. If there is none, the first file ... Of this and the anomalies of the chain the one at
    // the earliest place is named (null is 0), an anomaly first where equal." The others are said after it.
    const stands = [...walked.damage, ...walked.changed].slice(0, 1)
    const signed = anomalies.get(chain) ?? []
    const first = inOrder([...signed, ...stands]).slice(0, 1)
    for (const one of [...first, ...inOrder([...signed, ...walked.damage, ...walked.changed])]) damage.push(one)
    gaps.push(...walked.gaps)
    records += walked.lines
    // "uncovered what each chain has beyond records in the newest digest that names it"
    const beyond = walked.lines - (covered.get(chain)?.records ?? 0)
    if (beyond > 0) uncovered.push({ chain, records: beyond, from: (covered.get(chain)?.seq ?? -1) + 1 })
  }

  // "extra for each path of no kind above, missing for no public-key.pem, manifest for a manifest that is not byte for
  // byte that of the digests and chain files found": "sorted, indented by one space, and a line break".
  const known = new Set(['manifest.json', 'public-key.pem', ...digestPaths, ...chainPaths])
  const wrong = (kind) => damage.push({ chain: null, seq: null, kind })
  for (const path of paths) if (!known.has(path)) wrong('extra')
  if (!paths.includes('public-key.pem')) wrong('missing')
  listed.sort((one, other) => (one.path < other.path ? -1 : 1))
  if (`${JSON.stringify({ v: 1, files: listed }, null, 1)}\n` !== manifest) wrong('manifest')

  const sum = uncovered.reduce((sum, { records }) => sum + records, 0)
  const first = damage[0] ?? null
  const answer = { whole: first === null, chains: files.size, records, uncovered: sum, first }
  return { answer, damage, gaps, uncovered, newest: holding.at(-1)?.time }
}

// --- 7. What people read, and the command.
export function words({ damage, gaps, uncovered }) {
  const at = ({ chain, seq }) => (seq === null ? '' : chain === null ? ` in digest ${seq}` : ` at sequence ${seq}`)
  const of = ({ chain }) => (chain === null ? '' : ` of chain ${chain}`)
  const run = ({ from, to }) => (from === to ? from : `${from} to ${to}`)
  return new Set([
    ...damage.map((one) => `DAMAGED: ${one.kind}${at(one)}${of(one)}: ${KINDS[one.kind]}.`),
    ...gaps.map((gap) => `GAP: ${gap.chain === null ? 'digest' : 'sequence'} ${run(gap)}${of(gap)} not in place.`),
    ...uncovered.map((one) => `UNCOVERED: from sequence ${one.from} on${of(one)}; records: ${one.records}.`),
  ])
}

const say = (line) => process.stderr.write(`${line}\n`)
function run() {
  let [options, found] = [{}]
  try {
    const word = { type: 'string' }
    options = parseArgs({ options: { dir: word, key: word, 'max-age': word, json: { type: 'boolean' } } }).values
  } catch {} // a word or an option that is not known: no folder was named then
  const { dir, key, json, 'max-age': most } = options
  if (!dir || !key || !/^[0-9]{1,12}$/.test(most ?? '0')) {
    say('WRONG_USAGE: node verify-audit.mjs --dir DIR --key FILE [--max-age SECONDS] [--json].')
    return 2
  }
  try {
    found = examine(dir, readFileSync(key, 'utf8'))
  } catch {
    say('UNREADABLE: this is not an audit export with a P-256 public key that can be read.')
    return 2
  }
  for (const line of words(found)) say(line)
  const { whole, records, chains, uncovered } = found.answer
  const age = (Date.now() - Date.parse(found.newest)) / 1000
  const known = age >= -300 // "more than 300 seconds to come"
  const tooOld = most !== undefined && !(known && age <= Number(most))
  const [d, h, m, s] = [age / 86_400, (age / 3_600) % 24, (age / 60) % 60, age % 60].map(Math.floor)
  if (tooOld && !known)
    say('TOO_OLD: no digest holds, or the newest is of a time to come, so nothing says how old this is.')
  else if (tooOld) say(`TOO_OLD: the newest digest is ${d} days, ${h} hours, ${m} minutes and ${s} seconds old.`)
  const summary = `${whole ? 'whole' : 'DAMAGED'}: ${records} records in ${chains} chains, ${uncovered} uncovered`
  process.stdout.write(`${json ? JSON.stringify(found.answer) : summary}\n`)
  return whole && uncovered === 0 && !tooOld ? 0 : 1
}

// Not where another program imports `examine`.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) process.exitCode = run()
