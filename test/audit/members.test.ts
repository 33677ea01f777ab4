import { readFileSync } from 'node:fs'
import { auditEvent, ocsfEvent } from '@wardgraph/audit'
import { expect, test } from 'vitest'
import type { AuditRecord } from '../../packages/audit/src/record.ts'
import { full, john, opening } from './outFixture.ts'

/** The places of a row by their names; a place that is new has none. */
const places: Readonly<Record<string, readonly string[]>> = {
  disclosed: ['patient', 'type', 'id', 'fields'],
  changed: ['patient', 'type', 'id', 'fields', 'version'],
  denied: ['patient', 'type', 'id', 'fields'],
  ties: ['patient', 'relation', 'basis'],
  written: ['table', 'pk', 'sk', 'counter', 'hash'],
}

/** Every member of a record down to names, numbers and lists of names, with what is in it. */
function membersOf(record: AuditRecord): Map<string, unknown> {
  const found = new Map<string, unknown>()
  for (const [name, value] of Object.entries<unknown>({ ...record })) {
    const rows: unknown = Array.isArray(value) ? value[0] : value
    if (Array.isArray(rows))
      for (const [at, item] of rows.entries()) found.set(`${name}.${places[name]?.[at] ?? `place ${at}`}`, item)
    else if (typeof value === 'object' && value !== null && !Array.isArray(value))
      for (const [inner, item] of Object.entries(value)) found.set(`${name}.${inner}`, item)
    else found.set(name, value)
  }
  return found
}

const request = membersOf(full())
const genesis = membersOf(opening())
const readme = readFileSync('packages/audit/README.md', 'utf8')
const [, table = ''] = readme.split('| member of the record | AuditEvent | OCSF |\n|---|---|---|\n')
const lines = (table.split('\n\n')[0] ?? '').split('\n').map((line) => line.split('|').map((cell) => cell.trim()))
const quoted = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name)

/** What the mapping table says of each member: where its content stands in either form; nothing where it is left out. */
const documented = new Map(
  lines.flatMap(([, names, event, ocsf]) =>
    quoted(names).map((name) => [name, { event: quoted(event), ocsf: quoted(ocsf) }] as const),
  ),
)

/** What stands at a path of a JSON value; `[name]` is the item or detail of that name, `[]` all items. */
function at(value: unknown, path: string): unknown {
  const steps = path.split(/[.[]/).map((step) => step.replace(']', ''))
  return steps.reduce<unknown>((found, step) => {
    if (Array.isArray(found)) {
      if (/^\d+$/.test(step)) return found[Number(step)]
      const named = found.filter((one) => one.name === step || one.type === step || one.type?.code === step)
      return named.length === 1 ? named[0] : named
    }
    return typeof found === 'object' && found !== null ? Object.getOwnPropertyDescriptor(found, step)?.value : undefined
  }, value)
}

test('every member of a record has a line in the mapping table, and every line a member', () => {
  expect(request.size).toBe(42)
  expect([...documented.keys()].sort()).toEqual([...new Set([...request.keys(), ...genesis.keys()])].sort())
})

const whole = { event: auditEvent({ record: full(), patient: john }), ocsf: ocsfEvent(full()) }
const opened = { event: undefined, ocsf: ocsfEvent(opening()) }

test.each([...request].map(([name, value]) => ({ name, value, from: whole })))(
  '$name stands where the table says',
  shown,
)

test.each([...genesis].filter(([name]) => !request.has(name)).map(([name, value]) => ({ name, value, from: opened })))(
  '$name of an opening stands where the table says',
  shown,
)

function shown({ name, value, from }: { name: string; value: unknown; from: { event: unknown; ocsf: unknown } }) {
  const said = documented.get(name)
  for (const form of ['event', 'ocsf'] as const)
    for (const path of said?.[form] ?? []) {
      const found = JSON.stringify(at(from[form], path)) ?? 'nothing'
      for (const part of Array.isArray(value) ? value : [value]) expect(found, path).toContain(String(part))
    }
}

test('what the table leaves out says why, and is not in the event', () => {
  const left = lines.filter(([, , event, ocsf]) => quoted(event).length === 0 || quoted(ocsf).length === 0)
  expect(left.flatMap(([, names]) => quoted(names))).toEqual([
    'written.table',
    'written.pk',
    'written.sk',
    'written.counter',
    'written.hash',
    'opened',
    'environment',
    'lane',
    'closes.chain',
    'closes.seq',
  ])
  for (const [, , event] of left) expect(event).toMatch(/^no: \w/)
  expect(JSON.stringify(whole.event)).not.toMatch(/opened|written/)
})
