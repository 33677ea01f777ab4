import { diffRights, type Right, type RightChange, rightsOf, rightsPaper } from '@wardgraph/access'
import { EXIT, print, say } from '../command.ts'
import { approvalsAt, policyAt, SCHEMA } from '../sources.ts'

/** Prints who may do what by `./schema`: for people as Markdown, for machines a row per right. */
export async function accessMatrix({ json }: { readonly json: boolean }): Promise<number> {
  const policy = await policyAt(SCHEMA)
  print(json ? JSON.stringify(rightsOf(policy)) : rightsPaper(policy).trimEnd())
  return EXIT.yes
}

/**
 * Prints what a change of the schema opens and closes; the answer is no if anything is wider, but for what the change
 * itself brings an approval of where `approved` asks for them.
 */
export async function accessDiff(of: {
  readonly base: string
  readonly head: string
  readonly json: boolean
  readonly approved: boolean
}): Promise<number> {
  const [base, head] = await Promise.all([policyAt(of.base), policyAt(of.head)])
  const changes = diffRights(base, head)
  const lines = sentences(changes)
  if (of.json) print(JSON.stringify(changes.map(({ wider: _, covered: __, before: ___, looser: ____, ...row }) => row)))
  else for (const line of lines.keys()) print(line)
  const approvals = of.approved ? await newApprovals(of) : new Set()
  const open = [...lines].filter(([line, wider]) => wider && !approvals.has(line)).map(([line]) => line)
  if (of.approved) for (const line of open) say(`Not approved: ${line}`)
  const wider = changes.filter((change) => change.wider).length
  const approved = of.approved && open.length === 0 ? ' All of it is approved.' : ''
  say(wider === 0 ? 'Nothing is wider.' : `Wider than before: ${wider} rights, the parts of values counted.${approved}`)
  return (of.approved ? open.length : wider) === 0 ? EXIT.yes : EXIT.no
}

/** What HEAD approves and BASE did not: an approval is good for the change that brings it, and for no later one. */
async function newApprovals(of: { readonly base: string; readonly head: string }): Promise<ReadonlySet<string>> {
  const [base, head] = await Promise.all([approvalsAt(of.base), approvalsAt(of.head)])
  const old = new Set(base)
  return new Set(head.filter((line) => !old.has(line)).map((line) => line.slice('2026-01-31 '.length)))
}

/** A line for each change and whether it is wider; what became of a part of a value as of the whole is said of the whole. */
function sentences(changes: readonly RightChange[]): ReadonlyMap<string, boolean> {
  const keyOf = (
    { change, covered, wider, looser, role, relation, purpose, action }: RightChange,
    coordinate: string,
  ) => [change, covered, wider, looser, role, relation, purpose, action, coordinate].join(' ')
  // A field is no part of its type: that a record exists says nothing of what is read of it.
  const values = changes.filter(({ coordinate }) => coordinate.includes('.'))
  const known = new Set(values.map((one) => keyOf(one, one.coordinate)))
  const isPart = (one: RightChange) => {
    const holder = one.coordinate.replace(/\.\w+$/, '')
    // What has no such ending, as `Segment.PART2(withoutConsent:)`, is part of nothing.
    return holder !== one.coordinate && known.has(keyOf(one, holder))
  }
  const whole = changes.filter((one) => !isPart(one))
  const lines = new Map<string, boolean>()
  for (const change of whole) lines.set(sentence(change), change.wider || lines.get(sentence(change)) === true)
  return lines
}

/** `+ NURSE in CARE_TEAM for TREAT can now read Patient.ssn, through patient.ssn`. */
function sentence({ change, covered, before, looser, wider: _, ...right }: RightChange): string {
  const { role, relation, purpose, coordinate } = right
  if (looser !== null) return `~ ${coordinate} ${looser}`
  if (before !== null && before.mask === right.mask && before.path === right.path)
    return `~ ${coordinate} is ${right.class} now, and was ${before.class}`
  const who = `${role} in ${relation} for ${purpose}`
  const now = {
    '+': covered ? 'can, as the whole house could,' : 'can now',
    '-': covered ? 'can, as the whole house now can,' : 'can no longer',
    '~': 'can still',
  }[change]
  return `${change} ${who} ${now} ${verb(right)} ${coordinate}${how(right)}${before === null ? '' : `; before${how(before)}`}`
}

function verb({ action, coordinate }: Right): string {
  if (/^(Query|Mutation)\.\w+$/.test(coordinate)) return 'call'
  if (coordinate.endsWith('(export:)')) return 'take out'
  if (action === 'READ' && !coordinate.includes('.')) return 'learn that there is a'
  return { READ: 'read', WRITE: 'write', FILTER: 'search by' }[action]
}

function how({ action, mask, path, class: name }: Right): string {
  if (action === 'WRITE') return ''
  const part = mask === null ? '' : ` in part (${mask})`
  const way = path === null ? ', out of reach' : `, through ${path}`
  return `${name === null ? '' : ` (${name})`}${part}${way}`
}
